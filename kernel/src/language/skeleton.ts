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

const closers: Record<string, string> = { "(": ")", "[": "]", "{": "}", "${": "}" };

/** Brackets behind one of these hold names that the cell declares. */
const declaring = /\b(?:const|let|var|import(?:\s+type)?(?:\s+[\w$]+\s*,)?)\s*$/;

/** Works on any text: people ask for completion, and whether a cell is complete, in the middle of a line. */
export function skeletonOf(code: string): Skeleton {
  const open: string[] = []; // What closes each thing that is open, innermost last.
  let before = ""; // The code so far, with a value in place of each quote, and no comments.
  let topLevel = "";
  let inPattern = false; // In brackets with declared names.
  const blank = (text: string) => {
    topLevel += text.replace(/[^\n\r]/g, " ");
  };

  while (topLevel.length < code.length) {
    const at = topLevel.length;
    const inTemplate = open.at(-1) === "`";
    const opaque = inTemplate ? match(templateText, code, at) : opaqueAt(code, at, before);
    if (opaque !== "") {
      blank(opaque);
      if (!inTemplate && isUnclosedComment(opaque)) open.push("*/");
      if (!inTemplate) before += /^\/[/*]/.test(opaque) ? " " : "0";
      continue;
    }

    const mark = code.startsWith("${", at) && inTemplate ? "${" : code.charAt(at);
    const outside = open.length === 0;
    if (mark === open.at(-1)) open.pop();
    else if (mark === "`") open.push(mark);
    else if (closers[mark] !== undefined) {
      inPattern ||= outside && declaring.test(before.slice(-reach));
      open.push(closers[mark]);
    }
    if (outside || inPattern || open.length === 0) topLevel += mark;
    else blank(mark);
    inPattern &&= open.length > 0;
    before += mark === "`" ? "0" : mark;
  }
  return { topLevel, missing: open.reverse().join("") };
}

// No repetition inside a repetition here: that takes exponential time on a text that does not match in the end.
const templateText = /(?:\\[\s\S]?|\$(?!\{)|[^\\`$])+/y;
const comment = /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)/y;
const quote = /'(?:\\[\s\S]|[^'\\\n])*'?|"(?:\\[\s\S]|[^"\\\n])*"?/y;
const regex = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]?|[^/\\[\n])+\/?/y;

const isUnclosedComment = (text: string): boolean => text.startsWith("/*") && (text.length < 4 || !text.endsWith("*/"));

/** A `/` behind one of these starts a regular expression; behind a name, a number or a closing bracket it divides. */
const beforeRegex = /(?:^|[^\w$)\]}.\s]|\b(?:return|typeof|case|do|else|in|of|void|delete|throw|new|await|yield))\s*$/;

/** How far back it matters what stands before. */
const reach = 100;

/** The comment, quote or regular expression that starts at an offset; empty if none does. */
function opaqueAt(code: string, at: number, before: string): string {
  switch (code[at]) {
    case "'":
    case '"':
      return match(quote, code, at);
    case "/":
      return match(comment, code, at) || (beforeRegex.test(before.slice(-reach)) ? match(regex, code, at) : "");
    default:
      return "";
  }
}

function match(pattern: RegExp, code: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(code)?.[0] ?? "";
}
