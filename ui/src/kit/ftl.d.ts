/** A Fluent file, parsed by `fluent.ts` when the pages are built. */
declare module '*.ftl' {
  const resource: () => import('@fluent/bundle').FluentResource;
  export default resource;
}
