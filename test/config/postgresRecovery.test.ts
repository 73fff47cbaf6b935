import { expect } from "chai";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { first, PostgresPod } from "./postgresPod";
import { requireServers } from "./realServers";
import { freePort } from "./startedScript";

describe("the start script of PostgreSQL, when something went wrong before", function () {
  this.timeout(60_000);
  let pod: PostgresPod;

  const applicationSays = async (...statements: string[]): Promise<string> =>
    (await pod.sql({ role: "reputation", password: first.application }, ...statements)).output.trim();

  /** Whether a server-less postgres (the script's statements) runs on a directory: its lock file has a negative number. */
  const statementsRunOn = (directory: string): boolean => {
    const lock = join(directory, "postmaster.pid");
    return existsSync(lock) && readFileSync(lock, "utf8").startsWith("-");
  };

  const useNewPod = async (): Promise<void> => {
    pod = new PostgresPod(await freePort());
  };

  before(function () {
    requireServers(this, "postgresql");
  });

  describe("a first start that was interrupted", () => {
    beforeEach(useNewPod);
    afterEach(() => pod.remove());

    const moments = [
      { when: "while initdb ran", reached: () => existsSync(join(pod.data + ".new", "base")) },
      { when: "while role and database were made", reached: () => statementsRunOn(pod.data + ".new") },
      { when: "while the passwords were set", reached: () => statementsRunOn(pod.data) },
    ];
    for (const { when, reached } of moments) {
      it(`${when}, by a kill: the next one succeeds`, async () => {
        const killed = await pod.start();
        await killed.until("that moment", reached);
        await killed.kill();
        expect(killed.output).to.not.contain("ready to accept connections");
        await pod.startReady();
        expect(await applicationSays("CREATE TABLE works ()", "SELECT current_database()")).to.equal("reputation");
        expect(existsSync(pod.data + ".new")).to.equal(false);
      });
    }

    it("by a request to stop: it ends without a server, and the next one succeeds", async () => {
      const postgres = await pod.start();
      await postgres.until("initdb ran", () => existsSync(join(pod.data + ".new", "base")));
      const { code, output } = await postgres.stop("SIGTERM");
      expect(code).to.equal(143);
      expect(output).to.not.contain("starting PostgreSQL");
      await pod.startReady();
    });
  });

  describe("a later start", () => {
    before(useNewPod);
    after(() => pod.remove());

    it("has every confirmed write after a kill, although the lock file names a process that lives, as in a pod", async () => {
      const killed = await pod.startReady();
      await applicationSays("CREATE TABLE kept AS SELECT generate_series(1, 1000)");
      await killed.kill();
      const restarted = await pod.startReady();
      expect(restarted.output).to.contain("automatic recovery in progress");
      expect(await applicationSays("SELECT count(*) FROM kept")).to.equal("1000");
    });

    it("recovers when it was killed while it recovered", async () => {
      await (await pod.startReady()).kill();
      const killed = await pod.start();
      await killed.until("the statements ran", () => statementsRunOn(pod.data));
      await killed.kill();
      await pod.startReady();
      expect(await applicationSays("SELECT 1")).to.equal("1");
    });

    it("stops cleanly on the image's stop signal, with a client connected", async () => {
      const postgres = await pod.startReady();
      const client = pod.sql({ role: "reputation", password: first.application }, "SELECT pg_sleep(30)");
      await postgres.until("the client was busy", async () => {
        const busy = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'";
        return (await applicationSays(busy)) === "1";
      });
      expect((await postgres.stop("SIGINT")).code).to.equal(0);
      expect((await client).output).to.contain("terminating connection due to administrator command");
      expect((await pod.startReady()).output).to.not.contain("recovery in progress");
    });

    it("starts on a volume that came back writable for the group", async () => {
      await (await pod.startReady()).stop("SIGINT");
      chmodSync(pod.data, 0o2770);
      await pod.startReady();
    });

    it("gives back its attributes to the application's role", async () => {
      const postgres = await pod.startReady();
      const superuser = { role: "postgres", password: first.superuser } as const;
      await pod.sql(superuser, "ALTER ROLE reputation SUPERUSER NOLOGIN");
      await postgres.stop("SIGINT");
      await pod.startReady();
      expect(await applicationSays("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).to.equal("f");
    });

    it("does not hide a lost database behind an empty one", async () => {
      const postgres = await pod.startReady();
      await pod.sql({ role: "postgres", password: first.superuser, database: "postgres" }, "DROP DATABASE reputation");
      await postgres.stop("SIGINT");
      await pod.startReady();
      expect(await applicationSays("SELECT 1")).to.contain('database "reputation" does not exist');
    });

    it("says which role is missing, and does not start without it", async () => {
      await (await pod.startReady()).stop("SIGINT");
      const started = await pod.start({ APPLICATION_ROLE: "somebody" });
      const { code, output } = await started.finished();
      expect(code).to.equal(1);
      expect(output).to.contain('role "somebody" does not exist');
      expect(output).to.not.contain("starting PostgreSQL");
    });
  });

  describe("refuses, in one line and before it touches anything,", () => {
    beforeEach(useNewPod);
    afterEach(() => pod.remove());

    const short = "tooShortToBeTrue";
    const cases: { what: string; arrange?: () => void; changes?: Record<string, string>; says: string }[] = [
      {
        what: "a Secret without the superuser's password",
        arrange: () => {
          pod.removePassword("superuser");
        },
        says: "superuser-password is missing",
      },
      {
        what: "a Secret without the application's password",
        arrange: () => {
          pod.removePassword("application");
        },
        says: "application-password is missing",
      },
      {
        what: "a short password",
        arrange: () => {
          pod.setPasswords({ application: short });
        },
        says: "application-password has 16 characters",
      },
      {
        what: "a password of two lines",
        arrange: () => {
          pod.setPasswords({ superuser: `${short}\n${short}` });
        },
        says: "superuser-password has more than one line",
      },
      {
        what: "a role that is no plain name",
        changes: { APPLICATION_ROLE: "reputation; DROP" },
        says: "APPLICATION_ROLE is 'reputation; DROP'",
      },
      { what: "no database's name", changes: { APPLICATION_DATABASE: "" }, says: "APPLICATION_DATABASE is ''" },
      {
        what: "a directory that is not PostgreSQL's",
        arrange: () => {
          mkdirSync(pod.data);
        },
        says: "is not a data directory",
      },
      {
        what: "the data of another major version",
        arrange: () => {
          mkdirSync(pod.data);
          writeFileSync(join(pod.data, "PG_VERSION"), "9\n");
        },
        says: "was written by PostgreSQL 9",
      },
    ];
    for (const { what, arrange, changes, says } of cases) {
      it(what, async () => {
        arrange?.();
        const { code, output } = await (await pod.start(changes)).finished();
        expect(code).to.equal(1);
        expect(output).to.match(/^postgres-start: [^\n]*\n$/);
        expect(output).to.contain(says);
        expect(output).to.not.contain(short);
        expect(existsSync(pod.data + ".new")).to.equal(false);
      });
    }
  });
});
