// What the library for passkeys tells the console is told to people as well.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.querySelector("[data-passkey-problem]");
  problem.hidden = false;
  problem.focus();
});
