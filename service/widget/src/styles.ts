// The style sheets, as constructed sheets: no style element, no inline style.

import { unsafeCSS } from "lit";

import base from "./styles/base.css?inline";
import composer from "./styles/composer.css?inline";
import launcher from "./styles/launcher.css?inline";
import panel from "./styles/panel.css?inline";
import print from "./styles/print.css?inline";
import turn from "./styles/turn.css?inline";

export const sheets = [base, turn, composer, panel, launcher, print].map(unsafeCSS);
