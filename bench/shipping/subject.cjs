// The functions that are timed: small ones, and others that also call a helper, as electrons do.

const settings = { offset: 1, name: "small" };

/** So many small functions, each of a text that no serializer has seen: they close over a number and an object. */
exports.makeSmall = (count) => {
  const texts = Array.from({ length: count }, (_, n) => `((rate${n}) => (x) => x * rate${n} + settings.offset)(${n})`);
  return new Function("settings", `return [${texts.join(",\n")}];`)(settings);
};

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
