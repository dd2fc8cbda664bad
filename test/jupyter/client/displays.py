# What a cell shows, as mime bundles: always with text, and never with a terminal's colours in it.

import json
import os

from .kernel_case import KernelCase

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
# The smallest picture: one pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class DisplayCase(KernelCase):
    def bundles(self, code):
        """What a cell shows, each with text that any front end can print."""
        outputs = self.ran(code)
        found = self.shown(outputs) + self.shown(outputs, "execute_result")
        for m in outputs:
            if m["msg_type"] in ["display_data", "update_display_data", "execute_result"]:
                self.assertIsInstance(m["content"]["metadata"], dict)
                self.assertIsInstance(m["content"]["transient"], dict)
        for data in found:
            self.assertIn("text/plain", data)
            self.assertNotIn("\x1b", data["text/plain"])
            for mime in data:
                # Objects, not their text: so the protocol has JSON.
                if mime.endswith("+json"):
                    self.assertIsInstance(data[mime], dict)
        return found

    def only(self, code):
        [bundle] = self.bundles(code)
        return bundle


class DisplayTests(DisplayCase):
    def test_each_call_shows_its_mime_type(self):
        calls = {
            "display.html('<b>hi</b>')": ("text/html", "<b>hi</b>"),
            "display.markdown('**hi**')": ("text/markdown", "**hi**"),
            "display.latex('$x^2$')": ("text/latex", "$x^2$"),
            "display.svg('<svg/>')": ("image/svg+xml", "<svg/>"),
            f"display.png('{PNG}')": ("image/png", PNG),
            f"display.png(Buffer.from('{PNG}', 'base64'))": ("image/png", PNG),
            "display.jpeg('/9j/4AA=')": ("image/jpeg", "/9j/4AA="),
            "display.json({ a: [1, null] })": ("application/json", {"a": [1, None]}),
            "display.vegalite({ mark: 'bar' })": ("application/vnd.vegalite.v5+json", {"mark": "bar"}),
        }
        for code, (mime, content) in calls.items():
            with self.subTest(code):
                self.assertEqual(self.only(code)[mime], content)

    def test_update_by_handle_and_by_id_from_any_cell(self):
        outputs = self.ran("const shown = display('one', { id: 'it' })")
        [first] = [m["content"] for m in outputs if m["msg_type"] == "display_data"]
        self.assertEqual(first["transient"], {"display_id": "it"})
        outputs = self.ran("shown.update('two'); display.update('it', 'three')")
        updates = [m["content"] for m in outputs if m["msg_type"] == "update_display_data"]
        self.assertEqual([update["data"]["text/plain"] for update in updates], ["'two'", "'three'"])
        self.assertEqual([update["transient"] for update in updates], [{"display_id": "it"}] * 2)

    def test_what_is_shown_is_the_value_as_it_was_then(self):
        shown = self.bundles("const state = { n: 1 }; display(state); state.n = 2; display(state); void 0")
        self.assertEqual([data["text/plain"] for data in shown], ["{ n: 1 }", "{ n: 2 }"])

    def test_progress_redraws_in_one_place(self):
        outputs = self.ran(
            "for await (const n of progress([1, 2, 3, 4], { label: 'Rows' })) await new Promise((r) => setTimeout(r, 120))"
        )
        shown = [m["content"] for m in outputs if m["msg_type"] in ["display_data", "update_display_data"]]
        self.assertEqual([m["msg_type"] for m in outputs if m["msg_type"].endswith("display_data")][0], "display_data")
        self.assertEqual(len({content["transient"]["display_id"] for content in shown}), 1)
        self.assertGreater(len(shown), 2)
        self.assertRegex(shown[-1]["data"]["text/plain"], r"^Rows \[#{30}\] 4/4 in ")
        self.assertIn("<progress", shown[-1]["data"]["text/html"])


class ValueTests(DisplayCase):
    def test_values_read_as_a_person_would_want_and_open_as_a_tree(self):
        trees = {
            "({ a: 1, b: { c: [1, 2] } })": "{ a: 1, b: { c: [ 1, 2 ] } }",
            "new Map([['k', { v: 1 }]])": "Map(1) { 'k' => { v: 1 } }",
            "new Set([1, 2])": "Set(2) { 1, 2 }",
            "new Float64Array([1.5, 2])": "Float64Array(2) [ 1.5, 2 ]",
            "new (class Point { x = 1 })()": "Point { x: 1 }",
        }
        for code, text in trees.items():
            with self.subTest(code):
                data = self.only(code)
                self.assertEqual(data["text/plain"], text)
                self.assertIn("<details", data["text/html"])
                self.assertNotIn("<script", data["text/html"])
        texts = {"1n": "1n", "'ü'": "'ü'", "null": "null", "Symbol('s')": "Symbol(s)", "-0": "-0", "/a/g": "/a/g"}
        for code, text in texts.items():
            with self.subTest(code):
                self.assertEqual(self.only(code), {"text/plain": text})
        data = self.only("new Error('kept')")
        self.assertTrue(data["text/plain"].startswith("Error: kept"))

    def test_records_are_a_table(self):
        data = self.only("[{ name: 'a', size: 1 }, { name: 'b', size: 2 }]")
        self.assertIn("<table", data["text/html"])
        self.assertIn("<th", data["text/html"])
        self.assertIn("name: 'a'", data["text/plain"])
        self.assertIn("<table", self.only("display.table([{ a: 1 }])")["text/html"])

    def test_promises_are_settled(self):
        self.assertEqual(self.only("Promise.resolve({ a: 1 })")["text/plain"], "{ a: 1 }")
        self.assertEqual(self.only("display(Promise.resolve('later')); void 0")["text/plain"], "'later'")

    def test_values_may_show_themselves(self):
        for how in ["() =>", "async () =>"]:
            own = f"({{ [Symbol.for('Jupyter.display')]: {how} ({{ 'text/html': '<i>own</i>' }}) }})"
            self.assertEqual(self.only(own)["text/html"], "<i>own</i>")
        outputs = self.ran("({ [Symbol.for('Jupyter.display')]() { throw new Error('shy') }, a: 1 })")
        self.assertIn("shy", self.printed(outputs, "stderr"))
        self.assertIn("a: 1", self.shown(outputs, "execute_result")[0]["text/plain"])

    def test_what_is_endless_stays_small(self):
        for code in [
            "const ring: any = {}; ring.self = ring; ring",
            "Array.from({ length: 1_000_000 }, (_, n) => n)",
            "'x'.repeat(5_000_000)",
            "let deep: any = {}; for (let n = 0; n < 10_000; n++) deep = { deep }; deep",
        ]:
            with self.subTest(code):
                self.assertLess(len(json.dumps(self.only(code))), 200_000)


class PackageTests(DisplayCase):
    """With packages beside the notebook, as npm would put them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        os.symlink(os.path.join(root, "node_modules"), os.path.join(cls.folder, "node_modules"))

    def test_observable_plot_is_drawn_without_ceremony(self):
        data = self.only("import * as Plot from '@observablehq/plot';\nPlot.dot([{ x: 1, y: 2 }], { x: 'x', y: 'y' }).plot()")
        self.assertIn("<svg", data["image/svg+xml"])
        self.assertIn("<circle", data["image/svg+xml"])

    def test_a_vega_lite_specification_is_a_chart(self):
        data = self.only(
            "({ $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'bar', data: { values: [{ a: 1 }] } })"
        )
        self.assertEqual(data["application/vnd.vegalite.v5+json"]["mark"], "bar")

    def test_an_arrow_table_is_a_table(self):
        data = self.only(
            "import { tableFromArrays } from 'apache-arrow';\ntableFromArrays({ n: Int32Array.of(7, 8), name: ['a', 'b'] })"
        )
        self.assertIn("<table", data["text/html"])
        for shown in [data["text/html"], data["text/plain"]]:
            self.assertIn("name", shown)
            self.assertIn("8", shown)

    def test_bytes_of_a_picture_and_canvases_are_pictures(self):
        self.assertEqual(self.only(f"Buffer.from('{PNG}', 'base64')")["image/png"], PNG)
        canvas = f"({{ getContext() {{}}, toBuffer: () => Buffer.from('{PNG}', 'base64') }})"
        self.assertEqual(self.only(canvas)["image/png"], PNG)
