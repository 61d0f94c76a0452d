import Store

/// The tables of what this node asked of others and answered to them.
///
/// `exchange_given` has a row for each question that was answered here, so that the same question gets the same answer;
/// `exchange_asked` one for each that was put from here, and `exchange_outcome` one for what became of each force's
/// answer; `exchange_recall` one for each recall that another force told of;
/// `exchange_alarm` one for each contradiction between two nodes, with how often it was met; `exchange_transfer` one for
/// each message about an incident that is handed on, in either direction. What was answered is kept
/// until it is settled; its id and digests stay. The ledger stands above them all: what it says from
/// `exchange_position` on is read back when the node opens.
enum ExchangeTables {
    static func migrate(_ plan: inout MigrationPlan) {
        plan.step(
            "exchange",
            "001 questions between forces",
            [
                """
                CREATE TABLE exchange_given (
                    asker TEXT NOT NULL,
                    disclosure TEXT NOT NULL,
                    digest TEXT NOT NULL,
                    at BIGINT NOT NULL,
                    answer TEXT NOT NULL,
                    answer_entry BIGINT NOT NULL,
                    outcome TEXT NOT NULL,
                    outcome_entry BIGINT NOT NULL,
                    PRIMARY KEY (asker, disclosure)
                )
                """,
                "CREATE INDEX exchange_given_open ON exchange_given (outcome, at)",
                """
                CREATE TABLE exchange_asked (
                    disclosure TEXT NOT NULL PRIMARY KEY,
                    at BIGINT NOT NULL,
                    forces TEXT NOT NULL,
                    question TEXT NOT NULL,
                    closed SMALLINT NOT NULL
                )
                """,
                "CREATE INDEX exchange_asked_open ON exchange_asked (closed)",
                """
                CREATE TABLE exchange_outcome (
                    disclosure TEXT NOT NULL,
                    force_code TEXT NOT NULL,
                    outcome TEXT NOT NULL,
                    state TEXT NOT NULL,
                    entry BIGINT NOT NULL,
                    told SMALLINT NOT NULL,
                    PRIMARY KEY (disclosure, force_code)
                )
                """,
                "CREATE INDEX exchange_outcome_told ON exchange_outcome (told)",
                """
                CREATE TABLE exchange_request (
                    asker TEXT NOT NULL,
                    disclosure TEXT NOT NULL,
                    at BIGINT NOT NULL,
                    question TEXT NOT NULL,
                    outcome TEXT NOT NULL,
                    decided_by TEXT NOT NULL,
                    words TEXT NOT NULL,
                    PRIMARY KEY (asker, disclosure)
                )
                """,
                """
                CREATE TABLE exchange_recall (
                    owner TEXT NOT NULL,
                    their_entry BIGINT NOT NULL,
                    entry BIGINT NOT NULL,
                    PRIMARY KEY (owner, their_entry)
                )
                """,
            ]
        )
        plan.step(
            "exchange",
            "002 tellings, alarms and what owners release",
            [
                "CREATE TABLE exchange_position (id INTEGER NOT NULL PRIMARY KEY, next_entry BIGINT NOT NULL)",
                "INSERT INTO exchange_position (id, next_entry) VALUES (1, 0)",
                "ALTER TABLE exchange_given ADD COLUMN their_entry BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE exchange_asked ADD COLUMN entry BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE exchange_outcome ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE exchange_outcome ADD COLUMN again_at BIGINT NOT NULL DEFAULT 0",
                """
                CREATE TABLE exchange_alarm (
                    disclosure TEXT NOT NULL,
                    force_code TEXT NOT NULL,
                    what TEXT NOT NULL,
                    at BIGINT NOT NULL,
                    PRIMARY KEY (disclosure, force_code, what)
                )
                """,
                "ALTER TABLE exchange_request ADD COLUMN releases TEXT NOT NULL DEFAULT ''",
            ]
        )
        plan.step(
            "exchange",
            "003 what is kept no longer than needed, arrival and repeats",
            [
                "ALTER TABLE exchange_given ADD COLUMN withdrawn_entry BIGINT NOT NULL DEFAULT -1",
                "ALTER TABLE exchange_given ADD COLUMN answer_digest TEXT NOT NULL DEFAULT ''",
                "UPDATE exchange_given SET answer = '' WHERE outcome <> ''",
                "ALTER TABLE exchange_request ADD COLUMN arrived_at BIGINT NOT NULL DEFAULT 0",
                "UPDATE exchange_request SET arrived_at = at",
                "CREATE INDEX exchange_request_waiting ON exchange_request (outcome, arrived_at)",
                "ALTER TABLE exchange_alarm ADD COLUMN seen BIGINT NOT NULL DEFAULT 1",
            ]
        )
        plan.step(
            "exchange",
            "004 incidents handed on",
            [
                """
                CREATE TABLE exchange_transfer (
                    party TEXT NOT NULL,
                    origin TEXT NOT NULL,
                    transfer TEXT NOT NULL,
                    inward SMALLINT NOT NULL,
                    number BIGINT NOT NULL,
                    at BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    body TEXT NOT NULL,
                    officer TEXT NOT NULL,
                    authority TEXT NOT NULL,
                    entry BIGINT NOT NULL,
                    known SMALLINT NOT NULL,
                    PRIMARY KEY (party, origin, transfer, inward, number)
                )
                """,
                "CREATE INDEX exchange_transfer_at ON exchange_transfer (at)",
                "CREATE INDEX exchange_transfer_known ON exchange_transfer (known)",
            ]
        )
    }
}
