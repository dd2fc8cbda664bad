// The small functions that are timed: each closes over a number, a helper and an object, as an electron does.

const settings = { offset: 1, name: "small" };

/** A function that no serializer has seen, of a text that it has. */
exports.make = (rate) => {
  const scale = (x) => x * rate;
  return (x) => scale(x) + rate + settings.offset;
};

/** So many functions, each of a text that no serializer has seen. */
exports.makeNew = (count) => {
  const texts = Array.from(
    { length: count },
    (_, n) =>
      `(() => { const rate${n} = ${n}; const scale${n} = (x) => x * rate${n}; return (x) => scale${n}(x) + rate${n} + settings.offset; })()`,
  );
  return new Function("settings", `return [${texts.join(",\n")}];`)(settings);
};

/** A little work, some tenths of a microsecond. */
const factorial = (k) => (k < 2 ? 1 : k * factorial(k - 1));
exports.working = (x) => factorial(20 + (x & 1)) + settings.offset;
