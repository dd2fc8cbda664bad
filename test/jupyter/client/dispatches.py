# Dispatching from a cell: the graph under it, and finding it again in the next kernel.

import os
import time
from datetime import datetime

from .kernel_case import PATIENCE, KernelCase

MIME = "application/vnd.covalent.lattice.v1+json"


class DispatchTests(KernelCase):
    def drawings(self, msg_id):
        """What is drawn under a cell, with when, until its dispatch has ended."""
        drawn = []
        while not drawn or drawn[-1][1][MIME]["state"] not in ["COMPLETED", "FAILED", "CANCELLED"]:
            message = self.published(msg_id)
            if message["msg_type"] in ["display_data", "update_display_data"]:
                when = message["header"]["date"]
                drawn.append((when if isinstance(when, datetime) else datetime.fromisoformat(when), message["content"]["data"]))
        return drawn

    def test_a_graph_is_drawn_at_most_ten_times_a_second_and_to_its_end(self):
        self.ran(
            "import * as ct from 'covalent-ts';\n"
            "const nap = ct.electron(async function nap(n: number) { await new Promise((r) => setTimeout(r, 30)); return n });\n"
            "const naps = ct.lattice(function naps(count: number) {\n"
            "  return Array.from({ length: count }, (_, n) => nap(n));\n"
            "})"
        )
        msg_id = self.kc.execute("await ct.dispatch(naps)(40)")
        drawn = self.drawings(msg_id)
        self.assertEqual(self.reply(msg_id)["content"]["status"], "ok")
        for _, data in drawn:
            self.assertLessEqual({"image/svg+xml", "text/plain"}, set(data))
        document = drawn[-1][1][MIME]
        self.assertEqual({electron["state"] for electron in document["electrons"]}, {"COMPLETED"})
        self.assertEqual(len(document["electrons"]), 40)
        gaps = [(later - earlier).total_seconds() for (earlier, _), (later, _) in zip(drawn, drawn[1:])]
        # The clock of the messages has milliseconds.
        self.assertGreaterEqual(min(gaps, default=1), 0.095, gaps)

    def test_a_result_comes_back_into_the_cell(self):
        self.assertEqual(
            self.result(
                "import * as ct from 'covalent-ts';\n"
                "const add = ct.electron((a: number, b: number) => a + b);\n"
                "(await ct.dispatchSync(ct.lattice((x: number) => add(add(x, 1), 2)))(4)).value"
            ),
            "7",
        )

    def test_a_dispatch_that_runs_is_found_again_after_a_restart_and_drawn_to_its_end(self):
        gate = os.path.join(self.folder, "gate")
        msg_id = self.kc.execute(
            "import * as ct from 'covalent-ts';\nimport { existsSync } from 'node:fs';\n"
            "const hold = ct.electron(async function hold(gate: string) {\n"
            "  while (!existsSync(gate)) await new Promise((go) => setTimeout(go, 20));\n"
            "  return 'through';\n"
            "});\n"
            f"await ct.dispatch(ct.lattice(function held(gate: string) {{ return hold(gate) }}))({gate!r})"
        )
        outputs = self.outputs(msg_id)
        self.assertEqual(self.reply(msg_id)["content"]["status"], "ok")
        [shown] = self.shown(outputs)[:1]
        dispatch = shown[MIME]["dispatch"]

        self.km.restart_kernel(now=False)
        self.kc.wait_for_ready(timeout=PATIENCE)
        listed = "(await ct.dispatches({ state: 'RUNNING' })).map((it) => it.dispatch)"
        self.assertEqual(self.result(f"import * as ct from 'covalent-ts';\n{listed}.includes('{dispatch}')"), "true")
        msg_id = self.kc.execute(f"await ct.show('{dispatch}')")
        self.reply(msg_id)
        time.sleep(0.2)
        with open(gate, "w"):
            pass
        drawn = self.drawings(msg_id)
        self.assertEqual(drawn[0][1][MIME]["state"], "RUNNING")
        self.assertEqual(drawn[-1][1][MIME]["state"], "COMPLETED")
        self.assertEqual(self.result(f"await ct.getResult('{dispatch}').then((it) => it.value)"), "'through'")
