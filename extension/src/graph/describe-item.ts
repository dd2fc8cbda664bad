// An item in words, for those who hear the graph instead of seeing it.

import {
  type Drawing,
  elapsedOf,
  type Item,
  nameOf,
  sayCounts,
  sayDuration,
  sayPlural,
  sayStateInFull,
} from "covalent-ts/draw";

/** "trainSvm, failed, 3 attempts, 25s, needs loadData, feeds scoreSvm". */
export function describeItem(item: Item, drawing: Drawing, now: number): string {
  if (item.type === "group") {
    return [
      `${item.name}, ${sayPlural(item.members.length, "electron")}`,
      sayCounts(item.counts),
      ...neighbours(item, drawing),
    ].join(", ");
  }
  const elapsed = elapsedOf(item.view, now);
  return [
    nameOf(item),
    sayStateInFull(item.view).toLowerCase(),
    ...(elapsed === null ? [] : [sayDuration(elapsed)]),
    ...neighbours(item, drawing),
  ].join(", ");
}

function neighbours(item: Item, drawing: Drawing): string[] {
  const { links } = levelOf(item.key, drawing);
  const namesOf = (keys: string[]): string =>
    keys
      .flatMap((key) => drawing.items.get(key) ?? [])
      .map(nameOf)
      .slice(0, 4)
      .join(" and ");
  const needs = links.filter(({ to }) => to === item.key).map(({ from }) => from);
  const feeds = links.filter(({ from }) => from === item.key).map(({ to }) => to);
  return [
    ...(needs.length > 0 ? [`needs ${namesOf(needs)}`] : []),
    ...(feeds.length > 0 ? [`feeds ${namesOf(feeds)}`] : []),
  ];
}

/** The level that an item stands on: the links of a group's members are the group's. */
export function levelOf(key: string, drawing: Drawing): Drawing["level"] {
  const holder = drawing.items.get(drawing.parents.get(key) ?? "");
  if (!holder) return drawing.level;
  return holder.type === "electron" ? (holder.inside ?? drawing.level) : { items: holder.members, links: [] };
}
