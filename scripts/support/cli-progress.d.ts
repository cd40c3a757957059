/** The part of cli-progress that the scripts use; the package brings no types. */
declare module "cli-progress" {
  export class SingleBar {
    constructor(options: { readonly format: string; readonly hideCursor: boolean }, preset: object);
    start(total: number, value: number): void;
    update(value: number): void;
    stop(): void;
  }
  export const Presets: { readonly shades_classic: object };
}
