/**
 * The standard normal distribution function Φ(x), right to 15 digits in the lower tail as well (Cody 1969, "Rational
 * Chebyshev approximations for the error function").
 */
export function normalCdf(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.67448975) return 0.5 + x * ratio(x * x, MIDDLE);
  // The exponent is taken apart so that the square of x loses no digits.
  const rough = Math.trunc(size * 16) / 16;
  const density = Math.exp(-rough * rough / 2) * Math.exp(-(size - rough) * (size + rough) / 2);
  const tail = density * (size <= Math.sqrt(32) ? ratio(size, TAIL) : farTail(size));
  return x < 0 ? tail : 1 - tail;
}

function farTail(size: number): number {
  const inverse = 1 / (size * size);
  return (1 / Math.sqrt(2 * Math.PI) - inverse * ratio(inverse, FAR_TAIL)) / size;
}

type Rational = readonly [above: readonly number[], below: readonly number[]];

const MIDDLE: Rational = [
  [0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582, 18154.981253343561249],
  [1, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956],
];
const TAIL: Rational = [
  [
    1.0765576773720192317e-8,
    0.39894151208813466764,
    8.8831497943883759412,
    93.506656132177855979,
    597.27027639480026226,
    2494.5375852903726711,
    6848.1904505362823326,
    11602.651437647350124,
    9842.7148383839780218,
  ],
  [
    1,
    22.266688044328115691,
    235.38790178262499861,
    1519.377599407554805,
    6485.558298266760755,
    18615.571640885098091,
    34900.952721145977266,
    38912.003286093271411,
    19685.429676859990727,
  ],
];
const FAR_TAIL: Rational = [
  [
    0.02307344176494017303,
    0.21589853405795699,
    0.1274011611602473639,
    0.022235277870649807,
    0.001421619193227893466,
    2.9112874951168792e-5,
  ],
  [
    1,
    1.28426009614491121,
    0.468238212480865118,
    0.0659881378689285515,
    0.00378239633202758244,
    7.29751555083966205e-5,
  ],
];

function ratio(x: number, [above, below]: Rational): number {
  return polynomial(x, above) / polynomial(x, below);
}

function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
