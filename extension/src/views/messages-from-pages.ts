// What a page sends us, read once where it arrives.

import { Place } from "covalent-ts/protocol";
import * as z from "zod";
import type { RendererMessage, ViewMessage } from "../graph/messages.ts";

const dispatch = z.string();
const electron = z.number().int();

export const FromView: z.ZodType<ViewMessage> = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("select"), dispatch, electron: electron.nullable() }),
  z.object({ type: z.literal("cancel"), dispatch, electrons: z.array(electron).optional() }),
  z.object({ type: z.literal("open-place"), place: Place }),
  z.object({ type: z.literal("open-in-editor"), dispatch, electron: electron.nullable() }),
  z.object({ type: z.literal("open-output"), dispatch, electron }),
  z.object({ type: z.literal("open-log"), dispatch, electron }),
  z.object({ type: z.literal("copy"), text: z.string() }),
  z.object({ type: z.literal("start-dispatcher") }),
]) as z.ZodType<ViewMessage>; // `cancel`: zod's optional fields may be undefined, TypeScript's exact ones may not

export const FromRenderer: z.ZodType<RendererMessage> = z.discriminatedUnion("type", [
  z.object({ type: z.literal("is-live"), dispatch }),
  z.object({ type: z.literal("follow"), dispatch }),
  z.object({ type: z.literal("open-graph"), dispatch }),
  z.object({ type: z.literal("show-electron"), dispatch, electron }),
  z.object({ type: z.literal("cancel"), dispatch }),
]);
