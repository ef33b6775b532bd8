/** The host of the page on which a password is chosen. */
import type { ChoosePassword, PasswordChosen } from '../generated/protocol';
import { ask } from './http';

export interface PasswordHost {
  /** The link's secret, which stands behind `#` and is sent to nobody but by `choose`; empty where there is none. */
  readonly secret: string;
  readonly languages: readonly string[];
  /** Chooses the password; what was refused throws with its code. */
  choose(secret: string, password: string): Promise<PasswordChosen>;
  /** Takes the secret out of the address. */
  forget(): void;
}

export function passwordHost(): PasswordHost {
  return {
    secret: location.hash.slice(1),
    languages: navigator.languages,
    choose: (secret, password) => {
      const body: ChoosePassword = { password };
      return ask('POST', '/password-links/current', secret, body);
    },
    forget: () => history.replaceState(null, '', location.pathname),
  };
}
