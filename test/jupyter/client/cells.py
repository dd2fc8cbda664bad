# What a cell may say: types, names, imports.

from .kernel_case import KernelCase


class TypeTests(KernelCase):
    def test_an_error_is_at_the_cells_own_line_before_the_cell_runs(self):
        self.ran("let touched = 0; const size: number = 3")
        reply = self.failed("touched = 1;\n\nconst wrong: string = size;")
        self.assertEqual(reply["ename"], "TypeScriptError")
        self.assertRegex(reply["traceback"][0], r"^Cell \[\d+\]:3:7 - error TS2322: Type 'number' is not assignable to type 'string'\.$")
        self.assertEqual(reply["traceback"][1:3], ["  const wrong: string = size;", "        ^^^^^"])
        self.assertEqual(self.result("touched"), "0")

    def test_nocheck_runs_it_as_it_is(self):
        self.assertEqual(self.result("// @ts-nocheck\nconst loose: string = 5; loose"), "5")

    def test_types_flow_from_cell_to_cell(self):
        self.ran("interface Flower { petals: number }\nfunction half(x: number) { return x / 2 }\ntype Name = `a${string}`")
        for wrong in ["half('four')", "const f: Flower = { petals: 'five' }", "const n: Name = 'b'"]:
            with self.subTest(wrong):
                self.assertEqual(self.failed(wrong)["ename"], "TypeScriptError")
        self.assertEqual(self.result("const f: Flower = { petals: 5 }; half(f.petals)"), "2.5")

    def test_a_wrong_argument_to_an_electron_is_an_error(self):
        self.ran("import * as ct from 'covalent-ts';\nconst twice = ct.electron((x: number) => x * 2)")
        reply = self.failed("ct.lattice(() => twice('two'))")
        self.assertIn("TS2345", "\n".join(reply["traceback"]))

    def test_jsx_is_off_and_casts_in_angles_are_on(self):
        self.assertEqual(self.result("const five = <number>(5 as unknown); five"), "5")
        self.assertIn("JSX", self.failed("<b>bold</b>")["evalue"])

    def test_enums_namespaces_and_parameter_properties_run(self):
        self.assertEqual(self.result("enum Mode { Slow, Fast }\nnamespace N { export const a = 2 }\nMode.Fast + N.a"), "3")
        self.assertEqual(self.result("class P { constructor(readonly x: number) {} }\nnew P(4).x"), "4")

    def test_an_error_at_run_time_is_at_its_own_line_through_all_cells(self):
        self.ran("interface Long {\n  a: number\n}\nfunction fail(x: number): never {\n  throw new RangeError(`no ${x}`)\n}")
        reply = self.failed("const a: number = 1\n\nfail(a)")
        self.assertEqual((reply["ename"], reply["evalue"]), ("RangeError", "no 1"))
        self.assertRegex("\n".join(reply["traceback"]), r"(?s)^RangeError: no 1\n.*Cell \[\d+\]:5:9.*Cell \[\d+\]:3:1")
        self.assertNotIn("node:internal", "\n".join(reply["traceback"]))

    def test_what_cannot_be_parsed_is_shown_at_its_place(self):
        reply = self.failed("const a = 1\nconst b = ;")
        self.assertRegex(reply["evalue"], r"^Cell \[\d+\]:2:11 - Expression expected")
        reply = self.failed("// @ts-nocheck\nconst b = ;")
        self.assertEqual(reply["ename"], "SyntaxError")
        self.assertRegex(reply["evalue"], r"^Cell \[\d+\]:2:11 - ")

    def test_what_no_parser_takes_is_refused_and_forgotten(self):
        for code in ["(" * 9_000, "1" + "+1" * 100_000, "[" * 9_000 + "]" * 9_000, "\0"]:
            self.run_cell(f"// @ts-nocheck\n{code}")
            self.assertEqual(self.result("const after: number = 1; after"), "1")


class WarningTests(KernelCase):
    env = {"COVALENT_TYPE_CHECK": "warn"}

    def test_a_setting_turns_type_errors_into_warnings(self):
        outputs = self.ran("const wrong: string = 5; wrong")
        self.assertEqual(self.shown(outputs, "execute_result")[0]["text/plain"], "5")
        self.assertIn("Cell [1]:1:7 - error TS2322", self.printed(outputs, "stderr"))


class OffTests(KernelCase):
    env = {"COVALENT_TYPE_CHECK": "off"}

    def test_a_setting_looks_for_no_type_errors(self):
        self.assertEqual(self.printed(self.ran("const wrong: string = 5; wrong"), "stderr"), "")


class NameTests(KernelCase):
    kinds = {
        "const": ("const it = {0}", "it"),
        "let": ("let it = {0}", "it"),
        "var": ("var it = {0}", "it"),
        "function": ("function it() {{ return {0} }}", "it()"),
        "class": ("class it {{ static value = {0} }}", "it.value"),
        "enum": ("enum it {{ value = {0} }}", "it.value"),
        "pattern": ("const {{ it = {0} }} = {{}} as {{ it?: number }}", "it"),
        "import": ("import {{ basename as it }} from 'node:path'", "Number(it('/a/{0}'))"),
    }

    def test_every_kind_can_be_declared_again_as_every_kind(self):
        value = 0
        for before, _ in self.kinds.values():
            for name, (after, read) in self.kinds.items():
                with self.subTest(before=before, after=after):
                    value += 2
                    self.ran(before.format(value))
                    self.assertEqual(self.result(f"{after.format(value + 1)}\n{read.format(value + 1)}"), str(value + 1))

    def test_types_can_be_declared_again(self):
        self.ran("interface Shape { a: number }\ntype Id = number")
        self.assertEqual(self.result("interface Shape { b: string }\ntype Id = string\nconst s: Shape = { b: 'x' as Id }; s.b"), "'x'")

    def test_functions_of_earlier_cells_see_what_changes(self):
        self.ran("let count = 1; const read = () => count")
        self.ran("count = 2")
        self.assertEqual(self.result("read()"), "2")
        self.ran("let count = 3")
        self.assertEqual(self.result("read()"), "3")
        self.ran("const raise = () => { count += 1 }")
        self.assertEqual(self.result("raise(); count"), "4")

    def test_await_works_at_the_top_level(self):
        self.assertEqual(self.result("const late = await new Promise<number>((r) => setTimeout(() => r(6), 5)); late"), "6")
        self.assertEqual(self.result("let sum = 0; for await (const n of [1, Promise.resolve(2)]) sum += n; sum"), "3")
        self.assertEqual(self.result("Promise.resolve('settled')"), "'settled'")

    def test_a_cell_that_throws_keeps_what_it_declared_before(self):
        self.failed("let early = 1; throw new Error('no'); let never = 2")
        self.assertEqual(self.result("early"), "1")
        self.assertEqual(self.result("let never = 3; never"), "3")


class ImportTests(KernelCase):
    def test_all_kinds(self):
        self.write("shapes.ts", "export interface Box { side: number }\nexport const area = (box: Box): number => box.side ** 2;")
        self.write("plain.js", "export default 'plain';")
        self.write("old.cjs", "exports.old = 'common';")
        self.write("data.json", '{ "rows": [1, 2, 3] }')
        self.write("node_modules/greeter/package.json", '{ "name": "greeter", "version": "1.0.0", "type": "module", "exports": "./index.js" }')
        self.write("node_modules/greeter/index.js", "await 0; export const greet = (who) => `hi ${who}`; export default greet;")
        self.write("node_modules/aged/package.json", '{ "name": "aged", "version": "1.0.0", "main": "main.js" }')
        self.write("node_modules/aged/main.js", "module.exports = { age: 9 };")
        cells = {
            "import { area, type Box } from './shapes.ts'; const box: Box = { side: 3 }; area(box)": "9",
            "import * as shapes from './shapes.ts'; typeof shapes.area": "'function'",
            "import plain from './plain.js'; plain": "'plain'",
            "import { old } from './old.cjs'; old": "'common'",
            "import data from './data.json'; data.rows.length": "3",
            "import table from './data.json' with { type: 'json' }; table.rows[2]": "3",
            "import { readFileSync } from 'node:fs'; readFileSync('data.json', 'utf8').length": "21",
            "import greet, { greet as named } from 'greeter'; greet('a') + named('b')": "'hi ahi b'",
            "import aged from 'aged'; aged.age": "9",
            "const { greet: later } = await import('greeter'); later('c')": "'hi c'",
            "(await import('./data.json', { with: { type: 'json' } })).default.rows[0]": "1",
            "const { area: dynamic } = await import('./shapes.ts'); dynamic({ side: 2 })": "4",
            "require('aged').age": "9",
            "import { sep } from 'path'; sep": "'/'",
        }
        for code, text in cells.items():
            with self.subTest(code):
                self.assertEqual(self.result(code), text)

    def test_a_local_files_types_are_checked_and_its_changes_are_seen(self):
        self.write("rate.ts", "export const rate = (x: number) => x * 2;")
        self.assertEqual(self.result("import { rate } from './rate.ts'; rate(2)"), "4")
        self.assertEqual(self.failed("rate('two')")["ename"], "TypeScriptError")
        self.write("rate.ts", "export const rate = (x: string) => `${x}!`;")
        self.assertEqual(self.result("import { rate } from './rate.ts'; rate('two')"), "'two!'")

    def test_what_is_missing_is_named_with_what_to_do(self):
        reply = self.failed("import { x } from 'no-such-package-at-all'")
        self.assertIn("%npm install no-such-package-at-all", reply["evalue"])
        self.assertIn("./nowhere.ts", self.failed("import { x } from './nowhere.ts'")["evalue"])
        self.write("few.ts", "export const one = 1;")
        self.assertIn("two", self.failed("import { two } from './few.ts'")["evalue"])

    def test_covalent_needs_no_node_modules(self):
        self.assertEqual(self.result("import * as ct from 'covalent-ts'; typeof ct.electron"), "'function'")
        self.assertEqual(self.result("import { lattice } from 'covalent-ts'; typeof lattice"), "'function'")
