// Reads a cell just far enough to know its top level from what comments, quotes and brackets hold.

export interface Skeleton {
  /**
   * The top level, at unchanged offsets. What brackets hold is blank, except directly behind a declaring word, where it is a
   * pattern or a list of imported names.
   */
  topLevel: string;
  /** What would close all that is still open at the end: brackets, templates, a comment. */
  missing: string;
}

/** A `/` behind one of these starts a regular expression; behind a name, a number or a closing bracket it divides. */
const beforeRegex = /(?:^|[^\w$)\]}.\s]|\b(?:return|typeof|case|do|else|in|of|void|delete|throw|new|await|yield))\s*$/;

/** Brackets behind one of these hold names that the cell declares. */
const declaring = /\b(?:const|let|var|import(?:\s+type)?(?:\s+[\w$]+\s*,)?)\s*$/;

const closer: Record<string, string> = { "(": ")", "[": "]", "{": "}" };

/** Works on any text: people ask for completion, and whether a cell is complete, in the middle of a line. */
export function skeletonOf(code: string): Skeleton {
  const open: string[] = [];
  let plain = ""; // The code so far without comments and the inside of quotes.
  let topLevel = "";
  let inPattern = false; // Between brackets that hold declared names.
  const blank = (text: string) => {
    topLevel += text.replace(/[^\n\r]/g, " ");
  };

  for (let at = 0; at < code.length; ) {
    const character = code.charAt(at);
    if (open.at(-1) === "`") {
      const text = match(/(?:\\[\s\S]|\$(?!\{)|[^\\`$])+/y, code, at);
      const end = text === "" ? (character === "`" ? "`" : "${") : "";
      if (end === "`") open.pop();
      else if (end !== "") open.push("}");
      blank(text + code.slice(at, at + end.length));
      at += text.length + end.length || 1;
      continue;
    }
    const comment = match(/\/\/.*|\/\*(?:(?!\*\/)[\s\S])*(?:\*\/)?/y, code, at);
    const quoted =
      comment === ""
        ? match(/'(?:\\[\s\S]|[^'\\\n])*'?|"(?:\\[\s\S]|[^"\\\n])*"?/y, code, at) || regexAt(code, at, plain)
        : "";
    if (comment.startsWith("/*") && !/^\/\*[\s\S]*\*\/$/.test(comment)) open.push("*/");
    if (comment !== "" || quoted !== "") {
      blank(comment + quoted);
      plain += quoted === "" ? " " : "0";
      at += comment.length + quoted.length;
      continue;
    }

    const outside = open.length === 0;
    if (character === "`") open.push("`");
    else if (closer[character] !== undefined) {
      inPattern ||= outside && declaring.test(plain);
      open.push(closer[character]);
    } else if (character === open.at(-1)) {
      open.pop();
      inPattern &&= open.length > 0;
    }
    if (outside || inPattern || open.length === 0) topLevel += character;
    else blank(character);
    plain += character === "`" ? "0" : character;
    at += 1;
  }
  return { topLevel, missing: open.reverse().join("") };
}

function match(pattern: RegExp, code: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(code)?.[0] ?? "";
}

const regexAt = (code: string, at: number, plain: string): string =>
  code[at] === "/" && beforeRegex.test(plain)
    ? match(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]?|[^/\\[\n])+\/?/y, code, at)
    : "";
