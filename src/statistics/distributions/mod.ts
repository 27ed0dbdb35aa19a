/**
 * Distribution functions and quantiles, each checked against SciPy. Own code: of the libraries, `@stdlib` brings 227
 * packages and a quarter of a second of loading for these few functions, and `jstat` is right to five digits only.
 * @module
 */
export { incompleteBeta } from "./incomplete_beta.ts";
export { logGamma } from "./log_gamma.ts";
export { noncentralTCdf } from "./noncentral_t_cdf.ts";
export { normalCdf } from "./normal_cdf.ts";
export { normalQuantile } from "./normal_quantile.ts";
export { studentTCdf } from "./student_t_cdf.ts";
export { studentTQuantile } from "./student_t_quantile.ts";
