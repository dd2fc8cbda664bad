// Connections between cells and the front end, opened by either side.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Dictionary, JupyterMessage } from "covalent-ts/jupyter";
import { openTestKernel, type TestKernel } from "./kernel.fixture.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await openTestKernel();
});
after(() => kernel[Symbol.asyncDispose]());

/** Resolves to the content of the next publication of this type. */
function published(type: string): Promise<Dictionary> {
  const { promise, resolve } = Promise.withResolvers<Dictionary>();
  const listening = kernel.client.onPublished((message: JupyterMessage) => {
    if (message.header.msg_type !== type) return;
    listening[Symbol.dispose]();
    resolve(message.content);
  });
  return promise;
}

/** Comm messages have no reply, so whoever sends one does not wait for it. */
const send = (type: string, content: Dictionary): void => {
  kernel.client.request(type as `${string}_request`, content).catch(() => {});
};

describe("a comm", () => {
  it("that a cell opens can send, hear, and close", async () => {
    const [opened, told, closed] = [published("comm_open"), published("comm_msg"), published("comm_close")];
    await kernel.run(`const comm = comms.open("meter", { max: 10 });
      comm.onMessage(({ ask }) => { comm.send({ got: ask }); comm.close(); })`);
    const { comm_id, target_name, data } = await opened;
    const info = await kernel.client.request("comm_info_request", { target_name: "meter" });
    send("comm_msg", { comm_id, data: { ask: 5 } });

    assert.deepEqual([target_name, data], ["meter", { max: 10 }]);
    assert.deepEqual(info.content["comms"], { [String(comm_id)]: { target_name: "meter" } });
    assert.deepEqual((await told)["data"], { got: 5 });
    assert.equal((await closed)["comm_id"], comm_id);
    assert.deepEqual((await kernel.client.request("comm_info_request")).content["comms"], {});
  });

  it("that the front end opens reaches the cell that takes it, and what is printed then comes before idle", async () => {
    await kernel.run(
      `comms.register("echo", (comm, data) => { console.log("opened"); comm.onMessage((it) => comm.send(it)); })`,
    );
    const types: string[] = [];
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    using _all = kernel.client.onPublished(({ header, content }) => {
      types.push(header.msg_type === "status" ? String(content["execution_state"]) : header.msg_type);
      if (types.at(-1) === "idle") end();
    });
    const answer = published("comm_msg");
    send("comm_open", { comm_id: "one", target_name: "echo", data: {} });
    send("comm_msg", { comm_id: "one", data: { a: [1] } });

    assert.deepEqual((await answer)["data"], { a: [1] });
    await ended;
    assert.ok(types.indexOf("stream") > 0 && types.indexOf("stream") < types.indexOf("idle"), types.join());
  });

  it("to a target that no cell has is closed again", async () => {
    const closed = published("comm_close");
    send("comm_open", { comm_id: "two", target_name: "nobody", data: {} });

    assert.equal((await closed)["comm_id"], "two");
  });
});
