// Reads JavaScript with decorators and `accessor` fields, https://tc39.es/proposal-decorators/, which acorn and V8 do not know yet.

import { type AnyNode, type Node, Parser, type Program, TokenType, tokTypes } from "acorn";
import { parseModule } from "./parse.ts";

export interface Decorator {
  /** Of its `@`. */
  start: number;
  /** Of the expression behind it, and where that ends. */
  from: number;
  end: number;
  /** Where further classes may be. */
  inside: AnyNode[];
  /** It is a method of something, which is its `this`. */
  isMethod: boolean;
}

export interface DecoratorSyntax {
  program: Program;
  /** Of classes and their members. */
  decorators: ReadonlyMap<Node, readonly Decorator[]>;
  /** Fields that are `accessor`s, and where that word starts. */
  accessors: ReadonlyMap<Node, number>;
}

const at = new TokenType();
at.label = "@";
const atSign = "@".charCodeAt(0);

/** Behind `accessor`, on its line: the name of a member, so that the word is none itself. */
const startsName = /^(?:[ \t]|\/\*.*?\*\/)+[\p{ID_Start}$_#["'\d\\]|^[#["']/u;

/** What a plugin of acorn overrides and calls; acorn's own types have none of it. */
interface Reading {
  type: TokenType;
  value: unknown;
  pos: number;
  start: number;
  end: number;
  lastTokEnd: number;
  input: string;
  containsEsc: boolean;
  next(): void;
  eat(type: TokenType): boolean;
  raise(position: number, message: string): never;
  finishToken(type: TokenType): void;
  getTokenFromCode(code: number): void;
  parseIdent(liberal: boolean): AnyNode;
  parsePrivateIdent(): AnyNode;
  parseParenExpression(): AnyNode;
  parseExprList(close: TokenType, allowTrailingComma: boolean): AnyNode[];
  parseStatement(...context: unknown[]): AnyNode;
  shouldParseExportStatement(): boolean;
  parseExportDefaultDeclaration(): AnyNode;
  parseExprAtom(...context: unknown[]): AnyNode;
  parseClassElement(allowsSuper: boolean): AnyNode | null;
  parseClassElementName(element: AnyNode): void;
}
type ReadingClass = new (...options: unknown[]) => Reading;

/** What has none for sure is parsed as all other code is. */
export const mayDecorate = /@\s*[\p{ID_Start}$_(]|\baccessor\b/u;

/** The tree, with or without decorators. Throws acorn's SyntaxError. */
export const readProgram = (code: string): Program =>
  mayDecorate.test(code) ? readDecorators(code).program : parseModule(code);

/** Throws acorn's SyntaxError. */
export function readDecorators(code: string): DecoratorSyntax {
  const decorators = new Map<Node, readonly Decorator[]>();
  const accessors = new Map<Node, number>();

  class WithDecorators extends (Parser as unknown as ReadingClass) {
    override getTokenFromCode(character: number): void {
      if (character === atSign) {
        this.pos += 1;
        this.finishToken(at);
      } else super.getTokenFromCode(character);
    }

    override parseStatement(...context: unknown[]): AnyNode {
      return this.type === at
        ? this.decorated(() => super.parseStatement(...context))
        : super.parseStatement(...context);
    }

    override shouldParseExportStatement(): boolean {
      return this.type === at || super.shouldParseExportStatement();
    }

    override parseExportDefaultDeclaration(): AnyNode {
      if (this.type !== at) return super.parseExportDefaultDeclaration();
      return this.decorated(() => super.parseExportDefaultDeclaration());
    }

    override parseExprAtom(...context: unknown[]): AnyNode {
      return this.type === at ? this.decorated(() => super.parseExprAtom(...context)) : super.parseExprAtom(...context);
    }

    override parseClassElement(allowsSuper: boolean): AnyNode | null {
      const found = this.decorators();
      const element = super.parseClassElement(allowsSuper);
      const [first] = found;
      if (first === undefined) return element;
      const isMember = element?.type === "PropertyDefinition" || element?.type === "MethodDefinition";
      if (!isMember || (element.type === "MethodDefinition" && element.kind === "constructor")) {
        this.raise(first.start, "A decorator belongs to a class, or to a method, field or accessor of one");
      }
      decorators.set(element, found);
      return element;
    }

    override parseClassElementName(element: AnyNode): void {
      const isWord = this.type === tokTypes.name && this.value === "accessor" && !this.containsEsc;
      if (isWord && startsName.test(this.input.slice(this.end))) {
        accessors.set(element, this.start);
        this.next();
      }
      super.parseClassElementName(element);
    }

    decorated(read: () => AnyNode): AnyNode {
      const { start } = this;
      const found = this.decorators();
      const node = read();
      const isExport = node.type === "ExportNamedDeclaration" || node.type === "ExportDefaultDeclaration";
      const target: AnyNode | null | undefined = isExport ? node.declaration : node;
      if (target?.type !== "ClassDeclaration" && target?.type !== "ClassExpression") {
        this.raise(start, "A decorator belongs to a class, or to a method, field or accessor of one");
      }
      decorators.set(target, found);
      return node;
    }

    decorators(): Decorator[] {
      const found: Decorator[] = [];
      while (this.type === at) {
        const { start } = this;
        this.next();
        const from = this.start;
        found.push({ start, from, ...this.decorator(), end: this.lastTokEnd });
      }
      return found;
    }

    /** `(any)`, or names with dots between them, perhaps called. */
    decorator(): Pick<Decorator, "inside" | "isMethod"> {
      if (this.type === tokTypes.parenL) return { inside: [this.parseParenExpression()], isMethod: false };
      this.parseIdent(false);
      let isMethod = false;
      while (this.eat(tokTypes.dot)) {
        isMethod = true;
        if (this.type === tokTypes.privateId) this.parsePrivateIdent();
        else this.parseIdent(true);
      }
      if (!this.eat(tokTypes.parenL)) return { inside: [], isMethod };
      return { inside: this.parseExprList(tokTypes.parenR, true), isMethod: false };
    }
  }

  const program = Parser.extend(() => WithDecorators as unknown as typeof Parser).parse(code, {
    ecmaVersion: "latest",
    sourceType: "module",
    allowAwaitOutsideFunction: true,
    locations: true,
  });
  return { program, decorators, accessors };
}
