import Store

/// The tables behind the Desk.
///
/// Rooms cannot see them: everything here is internal to CapabilityKit.
///
/// One table holds every row of every source, whatever its kind; `subject` and `object` tie rows together. A change
/// at the source makes a new version beside the old one. `records_tie` has a row for each subject or object that any
/// version of a record had: an index in the shape of a table, so that an import can fill it in its own order. Ids are
/// the same in both databases because they follow from the record's own name.
enum RecordTables {
    static let name = "records"

    static func migrate(_ plan: inout MigrationPlan) {
        plan.step(
            name,
            "001 records",
            [
                """
                CREATE TABLE records_source (
                    id INTEGER NOT NULL PRIMARY KEY,
                    force_code TEXT NOT NULL,
                    system TEXT NOT NULL,
                    UNIQUE (force_code, system)
                )
                """,
                """
                CREATE TABLE records_record (
                    id BIGINT NOT NULL,
                    version INTEGER NOT NULL,
                    current SMALLINT NOT NULL,
                    source INTEGER NOT NULL,
                    kind SMALLINT NOT NULL,
                    key TEXT NOT NULL,
                    subject BIGINT,
                    object BIGINT,
                    recorded_at BIGINT,
                    recorded_offset SMALLINT NOT NULL,
                    grading SMALLINT,
                    marking SMALLINT NOT NULL,
                    review_on INTEGER,
                    collection BIGINT NOT NULL,
                    digest BYTEA NOT NULL,
                    body TEXT NOT NULL,
                    PRIMARY KEY (id, version)
                )
                """,
                """
                CREATE TABLE records_tie (
                    holder BIGINT NOT NULL,
                    record BIGINT NOT NULL,
                    PRIMARY KEY (holder, record)
                ) WITHOUT ROWID
                """,
                """
                CREATE TABLE records_collection (
                    id BIGINT NOT NULL PRIMARY KEY,
                    source INTEGER NOT NULL,
                    file TEXT NOT NULL,
                    mapping TEXT NOT NULL,
                    started_at BIGINT NOT NULL,
                    finished_at BIGINT,
                    position TEXT NOT NULL,
                    added BIGINT NOT NULL,
                    changed BIGINT NOT NULL,
                    unchanged BIGINT NOT NULL,
                    rejected BIGINT NOT NULL,
                    entry BIGINT NOT NULL
                )
                """,
            ]
        )
        plan.step(
            name,
            "002 joins",
            [
                """
                CREATE TABLE records_joining (
                    id BIGINT NOT NULL PRIMARY KEY,
                    made_at BIGINT NOT NULL,
                    model TEXT NOT NULL,
                    report TEXT NOT NULL,
                    entry BIGINT NOT NULL
                )
                """,
                """
                CREATE TABLE records_member (
                    record BIGINT NOT NULL PRIMARY KEY,
                    person BIGINT NOT NULL,
                    joining BIGINT NOT NULL
                )
                """,
                "CREATE INDEX records_member_person ON records_member (person)",
                """
                CREATE TABLE records_edge (
                    a BIGINT NOT NULL,
                    b BIGINT NOT NULL,
                    bits DOUBLE PRECISION NOT NULL,
                    probability DOUBLE PRECISION NOT NULL,
                    joining BIGINT NOT NULL,
                    PRIMARY KEY (a, b)
                )
                """,
                """
                CREATE TABLE records_judgement (
                    a BIGINT NOT NULL,
                    b BIGINT NOT NULL,
                    verdict TEXT NOT NULL,
                    officer TEXT NOT NULL,
                    made_at BIGINT NOT NULL,
                    entry BIGINT NOT NULL,
                    PRIMARY KEY (a, b, made_at)
                )
                """,
            ]
        )
        plan.step(
            name,
            "003 review",
            [
                "ALTER TABLE records_judgement ADD COLUMN officer_force TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE records_judgement ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE records_judgement ADD COLUMN blind SMALLINT",
                "ALTER TABLE records_judgement ADD COLUMN seconds BIGINT",
                "ALTER TABLE records_judgement ADD COLUMN probability DOUBLE PRECISION",
                "ALTER TABLE records_judgement ADD COLUMN showing BIGINT",
                "ALTER TABLE records_judgement ADD COLUMN undoes BIGINT",
                "CREATE INDEX records_judgement_b ON records_judgement (b)",
                "CREATE INDEX records_judgement_officer ON records_judgement (officer, made_at)",
                "CREATE INDEX records_edge_b ON records_edge (b)",
                """
                CREATE TABLE records_showing (
                    entry BIGINT NOT NULL PRIMARY KEY,
                    a BIGINT NOT NULL,
                    b BIGINT NOT NULL,
                    officer TEXT NOT NULL,
                    officer_force TEXT NOT NULL,
                    shown_at BIGINT NOT NULL,
                    blind SMALLINT NOT NULL
                )
                """,
                "CREATE INDEX records_showing_pair ON records_showing (a, b)",
                "CREATE INDEX records_showing_time ON records_showing (shown_at)",
            ]
        )
        ChangeJournal.migrate(&plan)
    }
}
