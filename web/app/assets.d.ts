// esbuild turns these imports into addresses below /assets/, or into the one style sheet.
declare module "*.svg" {
  const address: string;
  export default address;
}
declare module "*.css";
