/** What an admin sets up, without a server: for tests and for pictures. */
import type { CommandName, Commands } from '../generated/commands';
import type { Failure, PersonLink } from '../generated/desk';
import type { AuditEntry, CentreSettings, Moment, People, PersonSettings, TopicSettings } from '../generated/protocol';

/** What commands answer; one that is not here answers nothing. */
export type Answers = { [Name in CommandName]?: (args: Commands[Name]['args']) => Commands[Name]['answer'] };

const PAGE = 100;
const DAY = 24 * 60 * 60_000;

export class MemoryAdministration {
  organisation = true;
  centres: CentreSettings[] = [];
  people: People = { people: [], topics: [], centres: [] };
  /** Newest first. */
  log: AuditEntry[] = [];
  /** What the next commands are refused with. */
  refuse: Failure | null = null;
  /** Who has saved before. */
  other = 'Sofia Demo';

  constructor(private readonly now: () => Moment) {}

  readonly answers: Answers = {
    administered_centres: () => {
      this.mayRefuse();
      if (this.centres.length === 0) throw { code: 'not_found' };
      return { centres: this.centres.map(({ centre }) => centre), organisation: this.organisation };
    },
    centre_settings: ({ centre }) => this.centre(centre),
    save_live_chat: ({ centre, change }) => {
      const settings = this.centre(centre);
      this.isNewest(settings.revision, change.seen);
      return this.put({
        ...settings,
        revision: settings.revision + 1,
        start_page_live_chat: change.start_page_live_chat,
        topics: settings.topics.map((topic) => ({ ...topic, start_page_live_chat: change.topics.includes(topic.id) })),
      });
    },
    save_topic: ({ centre, topic, change: { seen, ...change } }) => {
      const settings = this.centre(centre);
      const topics = settings.topics.map((one): TopicSettings => {
        if (one.id !== topic) return one;
        this.isNewest(one.revision, seen);
        return { ...one, ...change, revision: one.revision + 1 };
      });
      return this.put({ ...settings, topics });
    },
    add_topic: ({ centre, topic }) => {
      const settings = this.centre(centre);
      if (settings.topics.some(({ slug }) => slug === topic.slug)) throw { code: 'name_taken' };
      const [like] = settings.topics;
      if (like === undefined) throw { code: 'not_found' };
      const added: TopicSettings = {
        ...like,
        ...topic,
        revision: 1,
        start_page_live_chat: false,
        shared: false,
        may_change: true,
        mode: 'pool',
        hours: { zone: 'Europe/Berlin', week: [] },
        admission: { state: 'hidden' },
        staff: [],
      };
      return this.put({ ...settings, topics: [...settings.topics, added] });
    },
    people: () => {
      this.mayRefuse();
      return this.people;
    },
    invite_person: ({ person: { id, name, sign_in_name, roles, parallel_chats } }) => {
      this.mayRefuse();
      const taken = this.people.people.some((one) => one.sign_in_name.toLowerCase() === sign_in_name.toLowerCase());
      if (taken) throw { code: 'name_taken' };
      const state = { is: 'invited', until: this.now() + 7 * DAY } as const;
      const plain = {
        revision: 1,
        reachable: true,
        is_caller: false,
        second_factor: false,
        devices: 0,
        last_used: null,
      };
      const invited: PersonSettings = { id, name, sign_in_name, roles, parallel_chats, state, ...plain };
      this.people = { ...this.people, people: [...this.people.people, invited] };
      return this.link();
    },
    save_person: ({ person, change: { seen, active, ...change } }) => {
      this.mayRefuse();
      const people = this.people.people.map((one): PersonSettings => {
        if (one.id !== person) return one;
        this.isNewest(one.revision, seen);
        const state: PersonSettings['state'] =
          active === undefined ? one.state : active ? { is: 'active' } : { is: 'deactivated' };
        return { ...one, ...change, state, revision: one.revision + 1 };
      });
      this.people = { ...this.people, people };
    },
    reset_second_factor: ({ person }) => {
      this.mayRefuse();
      const people = this.people.people.map((one) => (one.id === person ? { ...one, second_factor: false } : one));
      this.people = { ...this.people, people };
    },
    make_password_link: () => this.link(),
    audit_log: ({ before }) => {
      this.mayRefuse();
      const older = this.log.filter(({ no }) => before === null || no < before);
      return { entries: older.slice(0, PAGE), more: older.length > PAGE };
    },
    save_reachable: () => this.mayRefuse(),
  };

  /** Somebody else changes a topic. */
  otherSaves(topic: string, change: Partial<TopicSettings>): void {
    this.centres = this.centres.map((settings) => ({
      ...settings,
      topics: settings.topics.map((one) =>
        one.id === topic ? { ...one, ...change, revision: one.revision + 1 } : one,
      ),
    }));
  }

  private link(): PersonLink {
    this.mayRefuse();
    return {
      address: 'https://beratung.example.org/password#6qYw0Zr9vS1mB4kT8nXc2LdFgHjPaE7uRiOoKs3Vt5M',
      until: this.now() + 7 * DAY,
    };
  }

  private centre(id: string): CentreSettings {
    this.mayRefuse();
    const found = this.centres.find(({ centre }) => centre.id === id);
    if (found === undefined) throw { code: 'not_found' };
    return found;
  }

  private put(settings: CentreSettings): CentreSettings {
    this.centres = this.centres.map((one) => (one.centre.id === settings.centre.id ? settings : one));
    return settings;
  }

  private isNewest(revision: number, seen: number): void {
    if (revision !== seen) throw { code: 'changed_meanwhile', by: this.other };
  }

  private mayRefuse(): void {
    if (this.refuse !== null) throw this.refuse;
  }
}
