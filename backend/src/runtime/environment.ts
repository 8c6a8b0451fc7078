/** The value of an environment variable that the function's definition names; its absence is a mistake of the deployment. */
export const requiredVariable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
};
