/** What an admin sets up: which centres, the one that is looked at, and its settings as the server has them. */
import type { CentreId, CentreSettings, CentreView, Moment, People } from '../generated/protocol';
import type { CounsellorHost } from '../host/counsellor';
import { missingOf, type Missing } from '../kit/missing';
import { Form, type Loaded, type Saving } from './form.svelte';
import { Leaving } from './leaving.svelte';

/** A way to a password, and whose. It is kept only while it is shown. */
export type LinkFor = { name: string; address: string; until: Moment };

export class Administration {
  readonly leaving = new Leaving();
  centres: CentreView[] = $state.raw([]);
  /** This person sets up the organisation with its people. */
  organisation = $state(false);
  /** Why the centres are not there; null once they are. */
  missing: Missing | null = $state('loading');
  /** The topic or person that is opened; 'new' while one is added. */
  opened: string | null = $state(null);
  private chosen: CentreId | null = $state(null);
  /** The centre that the pages are about. */
  readonly centre: CentreView | null = $derived(
    this.centres.find(({ id }) => id === this.chosen) ?? this.centres[0] ?? null,
  );
  private kept: CentreSettings | null = $state.raw(null);
  /** The settings of that centre, once they are loaded. */
  readonly settings: CentreSettings | null = $derived(this.kept?.centre.id === this.centre?.id ? this.kept : null);

  /** Why they are not there. */
  settingsMissing: Missing = $state('loading');
  /** Everybody of the organisation, once they are loaded. */
  people: People | null = $state.raw(null);
  peopleMissing: Missing = $state('loading');
  link: LinkFor | null = $state.raw(null);
  /** Forms with what was typed in them, which stays when the program leads somewhere else. */
  private readonly forms = new Map<string, unknown>();

  constructor(readonly host: CounsellorHost) {}

  /** The form of this name; a new one where nothing was changed in it. */
  form<T extends object>(name: string, loaded: Loaded<T>, saving: Saving<T>): Form<T> {
    const known = this.forms.get(name) as Form<T> | undefined;
    if (known?.changed === true) return known;
    const form = new Form(loaded, saving);
    this.forms.set(name, form);
    return form;
  }

  /** Loads which centres there are. What was there stays while the server is away. */
  async load(): Promise<void> {
    try {
      const { centres, organisation } = await this.host.administeredCentres();
      this.centres = centres;
      this.organisation = organisation;
      this.missing = centres.length > 0 ? null : 'not-yours';
    } catch (failure) {
      const why = missingOf(failure);
      if (why === 'not-yours' || this.centres.length === 0) this.missing = why;
    }
  }

  choose(centre: CentreId): void {
    this.chosen = centre;
    this.opened = null;
  }

  /** Loads the settings of the centre. */
  async loadSettings(): Promise<CentreSettings> {
    const { centre } = this;
    if (centre === null) throw { code: 'not_found' };
    try {
      return this.take(await this.host.centreSettings(centre.id));
    } catch (failure) {
      this.settingsMissing = missingOf(failure);
      throw failure;
    }
  }

  /** Loads everybody of the organisation. */
  async loadPeople(): Promise<People> {
    try {
      this.people = await this.host.people();
      return this.people;
    } catch (failure) {
      this.peopleMissing = missingOf(failure);
      throw failure;
    }
  }

  /** Takes settings that the server has given. */
  take(settings: CentreSettings): CentreSettings {
    this.kept = settings;
    return settings;
  }

  /** This person sets up nothing any more, or never did. */
  withdraw(): void {
    this.forget();
    this.missing = 'not-yours';
  }

  /** Another person may sign in. */
  forget(): void {
    this.centres = [];
    this.organisation = false;
    this.missing = 'loading';
    this.chosen = null;
    this.opened = null;
    this.kept = null;
    this.settingsMissing = 'loading';
    this.people = null;
    this.peopleMissing = 'loading';
    this.link = null;
    this.forms.clear();
  }
}
