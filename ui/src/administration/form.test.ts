import { beforeEach, describe, expect, it } from 'vitest';
import { Form, type Loaded, type Saving } from './form.svelte';

type Topic = { name: string; mode: string; members: string[] };
const first: Topic = { name: 'Sucht', mode: 'pool', members: ['anna'] };

/** A server with one topic, which refuses what it is told to refuse. */
class Server {
  stands: Loaded<Topic> = { value: first, revision: 1 };
  refuse: object | null = null;
  saved: { changed: Partial<Topic>; seen: number }[] = [];
  meanwhile: () => void = () => undefined;

  readonly saving: Saving<Topic> = {
    save: async (changed, seen) => {
      if (this.refuse !== null) throw this.refuse;
      if (seen !== this.stands.revision) throw { code: 'changed_meanwhile', by: 'Adam' };
      this.saved.push({ changed, seen });
      this.meanwhile();
      this.stands = { value: { ...this.stands.value, ...changed }, revision: seen + 1 };
      return this.stands;
    },
    load: async () => {
      if (this.refuse !== null) throw this.refuse;
      return this.stands;
    },
  };

  /** Adam saves. */
  other(change: Partial<Topic>): void {
    this.stands = { value: { ...this.stands.value, ...change }, revision: this.stands.revision + 1 };
  }
}

let server: Server;
let form: Form<Topic>;

beforeEach(() => {
  server = new Server();
  form = new Form(server.stands, server.saving);
});

describe('a form', () => {
  it('has changes until they are taken back, discarded or saved', async () => {
    expect([form.changed, form.value]).toEqual([false, first]);
    form.change({ name: 'Suchtberatung' });
    expect([form.changed, form.value.name]).toEqual([true, 'Suchtberatung']);
    form.change({ name: 'Sucht' });
    expect(form.changed).toBe(false);
    form.change({ mode: 'offer' });
    form.discard();
    expect([form.changed, form.value]).toEqual([false, first]);
    form.change({ members: ['anna', 'ben'] });
    expect(await form.save()).toBe(true);
    expect([form.changed, form.saved, form.value.members]).toEqual([false, true, ['anna', 'ben']]);
    expect(server.saved).toEqual([{ changed: { members: ['anna', 'ben'] }, seen: 1 }]);
  });

  it('without changes asks the server nothing', async () => {
    expect(await form.save()).toBe(true);
    expect(server.saved).toEqual([]);
  });

  it('is saved once at a time, and what is typed meanwhile is a change of its own', async () => {
    form.change({ name: 'Suchtberatung' });
    server.meanwhile = () => form.change({ name: 'Suchtberatung Nord' });
    const saving = form.save();
    expect([form.busy, await form.save()]).toEqual([true, false]);
    expect(await saving).toBe(false);
    expect([form.busy, form.changed, form.value.name]).toEqual([false, true, 'Suchtberatung Nord']);
    expect(server.saved.length).toBe(1);
  });

  it('follows what stands only while nothing is changed in it', () => {
    server.other({ mode: 'offer' });
    form.follow(server.stands);
    expect(form.value.mode).toBe('offer');
    form.change({ name: 'Neu' });
    server.other({ mode: 'pool' });
    form.follow(server.stands);
    expect([form.value.mode, form.value.name]).toEqual(['offer', 'Neu']);
  });

  it('takes no older state than it has', async () => {
    const old = server.stands;
    form.change({ name: 'Neu' });
    await form.save();
    form.follow(old);
    expect(form.value.name).toBe('Neu');
  });

  it('says at the field what is wrong with it, until the field changes', async () => {
    form.change({ name: ' ' });
    server.refuse = { code: 'not_a_setting', field: 'name' };
    expect(await form.save()).toBe(false);
    expect([form.wrong('name'), form.wrong('mode'), form.value.name]).toEqual(['not_a_setting', null, ' ']);
    form.change({ mode: 'offer' });
    expect(form.wrong('name')).toBe('not_a_setting');
    form.change({ name: 'Neu' });
    expect(form.wrong('name')).toBeNull();
  });

  it('keeps what was typed while the server is away, and saves it later', async () => {
    form.change({ name: 'Neu' });
    server.refuse = { code: 'server_away' };
    expect(await form.save()).toBe(false);
    expect([form.problem, form.value.name, form.changed]).toEqual([{ code: 'server_away', field: null }, 'Neu', true]);
    server.refuse = null;
    expect(await form.save()).toBe(true);
    expect([form.problem, server.stands.value.name]).toEqual([null, 'Neu']);
  });
});

describe('two who save', () => {
  it('the second reads who changed what, loses nothing typed, and saves over it knowingly', async () => {
    form.change({ name: 'Suchthilfe', members: ['anna', 'ben'] });
    server.other({ name: 'Drogen', mode: 'offer' });
    expect(await form.save()).toBe(false);
    expect(form.meanwhile).toEqual({
      by: 'Adam',
      fields: [
        { field: 'name', before: 'Sucht', after: 'Drogen', mine: { value: 'Suchthilfe' } },
        { field: 'mode', before: 'pool', after: 'offer', mine: null },
      ],
    });
    expect(form.value).toEqual({ name: 'Suchthilfe', mode: 'offer', members: ['anna', 'ben'] });
    expect(await form.save()).toBe(true);
    expect(server.saved).toEqual([{ changed: { name: 'Suchthilfe', members: ['anna', 'ben'] }, seen: 2 }]);
    expect([form.meanwhile, server.stands.value.mode]).toEqual([null, 'offer']);
  });

  it('who typed the same has nothing left to save', async () => {
    form.change({ mode: 'offer' });
    server.other({ mode: 'offer' });
    await form.save();
    expect(form.changed).toBe(false);
    expect(form.meanwhile?.fields).toEqual([{ field: 'mode', before: 'pool', after: 'offer', mine: null }]);
  });

  it('the second may take what the first has saved', async () => {
    form.change({ name: 'Suchthilfe' });
    server.other({ name: 'Drogen' });
    await form.save();
    form.discard();
    expect([form.value.name, form.meanwhile, form.changed]).toEqual(['Drogen', null, false]);
  });

  it('the current state that cannot be loaded changes nothing', async () => {
    form.change({ name: 'Suchthilfe' });
    server.other({ name: 'Drogen' });
    server.saving.load = async () => {
      throw { code: 'server_away' };
    };
    expect(await form.save()).toBe(false);
    expect([form.problem?.code, form.meanwhile, form.value.name]).toEqual(['server_away', null, 'Suchthilfe']);
  });
});
