/** Sends a form that only hands on what the browser brought along; without scripts it takes one press. */
const form = document.querySelector("form[data-goes-on]");
if (form instanceof HTMLFormElement) form.requestSubmit();
