import { afterEach } from "vitest";

afterEach(() => {
  location.hash = "";
  document.body.innerHTML = "";
});
