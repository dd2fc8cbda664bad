// Tables of data packages, known by what they can do: Apache Arrow, Arquero, Danfo, matrices.

import { dataOf, methodOf } from "./members.ts";
import type { Table } from "./table.ts";

export function tableOfFrame(value: object): Table | undefined {
  return arrow(value) ?? arquero(value) ?? danfo(value) ?? matrix(value) ?? ndarray(value);
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const list = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);

/** A `Table`, or a `RecordBatch`. */
function arrow(value: object): Table | undefined {
  const child = methodOf(value, "getChildAt");
  const schema = child === undefined ? undefined : dataOf(value, "schema");
  const fields = isObject(schema) ? list(Reflect.get(schema, "fields")) : undefined;
  const rows: unknown = Reflect.get(fields === undefined ? {} : value, "numRows");
  if (child === undefined || fields === undefined || typeof rows !== "number") return undefined;
  const columns = fields.map((field) => String(isObject(field) ? Reflect.get(field, "name") : field));
  const vectors = columns.map((_, at) => child(at));
  return {
    columns,
    rows,
    cell(row, column) {
      const vector = vectors[column];
      return isObject(vector) ? methodOf(vector, "get")?.(row) : undefined;
    },
  };
}

function arquero(value: object): Table | undefined {
  const [names, count, get] = ["columnNames", "numRows", "get"].map((name) => methodOf(value, name));
  const columns = names === undefined || get === undefined ? undefined : list(names())?.map(String);
  const rows = columns === undefined ? undefined : count?.();
  if (columns === undefined || typeof rows !== "number") return undefined;
  return { columns, rows, cell: (row, column) => get?.(columns[column], row) };
}

function danfo(value: object): Table | undefined {
  if (methodOf(value, "iloc") === undefined) return undefined;
  const [names, index, values] = ["columns", "index", "values"].map((name) => list(Reflect.get(value, name)));
  if (names === undefined || values === undefined) return undefined;
  return {
    columns: names.map(String),
    rows: values.length,
    label: (row) => String(index?.[row] ?? row),
    // A series has one column, and its values themselves.
    cell: (row, column) => list(values[row])?.[column] ?? (column === 0 ? values[row] : undefined),
  };
}

/** As of `ml-matrix`. */
function matrix(value: object): Table | undefined {
  const get = methodOf(value, "to2DArray") === undefined ? undefined : methodOf(value, "get");
  if (get === undefined) return undefined;
  return numbered(Reflect.get(value, "rows"), Reflect.get(value, "columns"), get);
}

/** As of `ndarray`: two dimensions over one typed array. */
function ndarray(value: object): Table | undefined {
  const [shape, stride] = [list(dataOf(value, "shape")), list(dataOf(value, "stride"))];
  const data = dataOf(value, "data");
  if (shape?.length !== 2 || !ArrayBuffer.isView(data)) return undefined;
  const [across, down] = [Number(stride?.[1] ?? 1), Number(stride?.[0] ?? shape[1])];
  const offset = Number(dataOf(value, "offset") ?? 0);
  return numbered(shape[0], shape[1], (row, column) =>
    Reflect.get(data, String(offset + Number(row) * down + Number(column) * across)),
  );
}

function numbered(rows: unknown, columns: unknown, cell: (row: number, column: number) => unknown): Table | undefined {
  if (typeof rows !== "number" || typeof columns !== "number") return undefined;
  return { columns: Array.from({ length: columns }, (_, at) => String(at)), rows, cell };
}
