/**
 * The one way to an address of a script or a worker: the page's policy `fathom` lets only the page's own files pass.
 * It is needed for classic scripts and workers; `import` needs it not.
 */
const OWN = /^\/(js|lib)(\/[\w.-]+)+\.m?js$/;

const check = address => {
  if (!OWN.test(address) || address.includes('..')) throw new TypeError(`not a script of this page: ${address}`);
  return address;
};

const policy = globalThis.trustedTypes?.createPolicy('fathom', { createScriptURL: check });

/**
 * @param {string} address such as `/lib/pdfjs/pdf.worker.min.mjs`
 * @returns {TrustedScriptURL|string} for `new Worker(...)`
 * @throws {TypeError} for anything but a script of this page
 */
export const ownScript = address => policy?.createScriptURL(address) ?? check(address);
