declare const markdownTests: { process(page: string): { readonly code: string } };
export default markdownTests;
