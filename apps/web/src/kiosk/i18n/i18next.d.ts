import 'i18next';
import { type Texts } from './texts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Texts };
    keySeparator: false;
    nsSeparator: false;
  }
}
