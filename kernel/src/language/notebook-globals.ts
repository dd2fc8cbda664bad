// What every cell may use without importing it, as the type checker is told. A test holds it to what the runner provides.

export const notebookGlobals = `
export {};

declare global {
  interface Displayed {
    readonly id: string;
    /** Shows something else in the same place, also after the cell has ended. */
    update(value: unknown): void;
  }

  interface DisplayOptions {
    /** Chosen by the author, so that another cell can update what this one shows. */
    id?: string;
  }

  /** Shows more of a cell than its last value, and changes what is shown. */
  const display: {
    /** Shows a value as a cell's result would be shown. */
    (value: unknown, options?: DisplayOptions): Displayed;
    html(html: string, options?: DisplayOptions): Displayed;
    markdown(text: string, options?: DisplayOptions): Displayed;
    latex(text: string, options?: DisplayOptions): Displayed;
    svg(svg: string, options?: DisplayOptions): Displayed;
    /** Bytes of the file, or their base64. */
    png(image: Uint8Array | string, options?: DisplayOptions): Displayed;
    /** Bytes of the file, or their base64. */
    jpeg(image: Uint8Array | string, options?: DisplayOptions): Displayed;
    json(value: unknown, options?: DisplayOptions): Displayed;
    /** A Vega-Lite specification. */
    vegalite(spec: object, options?: DisplayOptions): Displayed;
    /** Records, or a table of a data package; other values stand in one column. */
    table(rows: object, options?: DisplayOptions): Displayed;
    /** Changes what any cell shows under that id. */
    update(id: string, value: unknown): void;
    /** Empties the output of the cell: at once, or with \`wait\` when the next output comes. */
    clear(options?: { wait?: boolean }): void;
  };

  /**
   * Asks the person at the front end, and waits.
   * @param prompt Shown to the person.
   * @param options \`password\`: what is typed is not shown.
   * @returns what the person typed.
   */
  function input(prompt?: string, options?: { password?: boolean }): Promise<string>;

  /**
   * Asks the person at the front end; nothing else runs until the answer is there.
   * @param otherwise What an empty answer stands for.
   */
  function prompt(message?: string, otherwise?: string): string;

  /** Asks the person at the front end for a yes or a no; nothing else runs until the answer is there. */
  function confirm(message?: string): boolean;

  /** A connection to a widget or an extension at the front end. */
  interface Comm {
    readonly id: string;
    readonly target: string;
    send(data: Readonly<Record<string, unknown>>): void;
    onMessage(listener: (data: Readonly<Record<string, unknown>>) => void): void;
    onClose(listener: (data: Readonly<Record<string, unknown>>) => void): void;
    close(data?: Readonly<Record<string, unknown>>): void;
  }

  const comms: {
    /** Opens a connection to what the front end knows by that name. */
    open(target: string, data?: Readonly<Record<string, unknown>>): Comm;
    /** Takes connections that the front end opens to that name. */
    register(target: string, onOpen: (comm: Comm, data: Readonly<Record<string, unknown>>) => void): void;
  };

  interface ProgressOptions {
    /** How many there will be. Needed only for what has neither length nor size. */
    total?: number;
    label?: string;
  }

  /** Goes through the same values, and shows how far it is: \`for await (const row of progress(rows))\`. */
  function progress<T>(
    values: Iterable<T> | AsyncIterable<T>,
    options?: ProgressOptions,
  ): AsyncGenerator<T, void, undefined>;
}
`;
