// What the script tag runs: defines the element, once a page.

import { DatelineChat } from "./chat";

const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.src) DatelineChat.home = new URL(script.src).origin;
if (!customElements.get("dateline-chat")) customElements.define("dateline-chat", DatelineChat);
