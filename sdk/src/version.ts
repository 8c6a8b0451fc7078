/**
 * Version of this package, sent in `User-Agent`. A test holds it equal to `package.json`. Its type is no literal: that would be another
 * one in each release.
 */
export const VERSION: string = '0.1.0';
