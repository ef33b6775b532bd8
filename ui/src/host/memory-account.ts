/** What was counted, and the account of the person, without a server: for tests and for pictures. */
import type { Failure } from '../generated/desk';
import type { DayCount, NamedTopic, OwnSession, TopicId } from '../generated/protocol';
import type { Answers } from './memory-administration';

/** Something that was counted in an hour; `mine`: for the person who is signed in. */
export type CountedHere = {
  day: string;
  weekday: number;
  hour: number;
  topic: TopicId;
  what: string;
  n: number;
  mine: boolean;
};

export class MemoryAccount {
  topics: NamedTopic[] = [];
  counted: CountedHere[] = [];
  /** The one used last first. */
  sessions: OwnSession[] = [];
  password = 'Beistand-Demo-2026';
  /** What the next commands are refused with. */
  refuse: Failure | null = null;

  readonly answers: Answers = {
    statistics: ({ from, until, topic }) => {
      this.mayRefuse();
      const those = this.between(from, until).filter((one) => topic === null || one.topic === topic);
      const hours = those.filter(({ what }) => what === 'requested' || what === 'accepted');
      return {
        topics: this.topics,
        days: byDay(those),
        by_topic: summed(those, ({ topic, what }) => ({ topic, what })),
        hours: summed(hours, ({ weekday, hour, what }) => ({ weekday, hour, what })),
      };
    },
    own_statistics: ({ from, until }) => {
      this.mayRefuse();
      return { days: byDay(this.between(from, until).filter(({ mine }) => mine)) };
    },
    save_table: ({ name }) => {
      this.mayRefuse();
      return name;
    },
    change_password: ({ current, chosen }) => {
      this.mayRefuse();
      if (current !== this.password) throw { code: 'wrong_password' };
      this.password = chosen;
      this.sessions = this.sessions.filter(({ current }) => current);
    },
    own_sessions: () => {
      this.mayRefuse();
      return { sessions: this.sessions };
    },
    end_own_session: ({ session }) => {
      this.mayRefuse();
      this.sessions = this.sessions.filter(({ id }) => id !== session);
    },
  };

  private between(from: string, until: string): CountedHere[] {
    return this.counted.filter(({ day }) => from <= day && day <= until);
  }

  private mayRefuse(): void {
    if (this.refuse !== null) throw this.refuse;
  }
}

function byDay(those: CountedHere[]): DayCount[] {
  return summed(those, ({ day, what }) => ({ day, what }));
}

/** Counts of the same kind added up, as the server does it. */
function summed<Kind extends object>(
  those: CountedHere[],
  kindOf: (one: CountedHere) => Kind,
): (Kind & { n: number })[] {
  const sums = new Map<string, Kind & { n: number }>();
  for (const one of those) {
    const kind = kindOf(one);
    const key = JSON.stringify(kind);
    sums.set(key, { ...kind, n: (sums.get(key)?.n ?? 0) + one.n });
  }
  return [...sums.values()];
}
