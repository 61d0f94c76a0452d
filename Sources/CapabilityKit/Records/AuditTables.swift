import Store

/// The tables that answer "who saw what", drive recall, and keep the decisions on what is kept.
///
/// All of them follow from the ledger: they are filled by reading its entries in their order and can be made afresh from
/// it at any time. `audit_release` has a row for each version of a record in each entry that released it. Recipients are
/// kept as force and officer, so that a recall reaches beyond one force.
enum AuditTables {
    static func migrate(_ plan: inout MigrationPlan) {
        plan.step(
            "audit",
            "001 who saw what",
            [
                "CREATE TABLE audit_position (id INTEGER NOT NULL PRIMARY KEY, next_entry BIGINT NOT NULL)",
                "INSERT INTO audit_position (id, next_entry) VALUES (1, 0)",
                """
                CREATE TABLE audit_entry (
                    entry BIGINT NOT NULL PRIMARY KEY,
                    at BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    action TEXT NOT NULL,
                    officer_force TEXT NOT NULL,
                    officer TEXT NOT NULL,
                    on_behalf TEXT NOT NULL,
                    purpose TEXT NOT NULL,
                    reference TEXT NOT NULL,
                    asked TEXT NOT NULL,
                    released BIGINT NOT NULL
                )
                """,
                "CREATE INDEX audit_entry_officer ON audit_entry (officer, officer_force, entry)",
                "CREATE INDEX audit_entry_purpose ON audit_entry (purpose, entry)",
                "CREATE INDEX audit_entry_at ON audit_entry (at)",
                """
                CREATE TABLE audit_release (
                    record BIGINT NOT NULL,
                    entry BIGINT NOT NULL,
                    version INTEGER NOT NULL,
                    PRIMARY KEY (record, entry, version)
                ) WITHOUT ROWID
                """,
            ]
        )
        plan.step(
            "audit",
            "002 recall",
            [
                """
                CREATE TABLE audit_recall (
                    entry BIGINT NOT NULL PRIMARY KEY,
                    at BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    attribute TEXT NOT NULL,
                    records TEXT NOT NULL,
                    reason TEXT NOT NULL,
                    power TEXT NOT NULL,
                    officer_force TEXT NOT NULL,
                    officer TEXT NOT NULL,
                    lifted_by BIGINT
                )
                """,
                """
                CREATE TABLE audit_mark (
                    record BIGINT NOT NULL,
                    recall BIGINT NOT NULL,
                    version INTEGER NOT NULL,
                    kind TEXT NOT NULL,
                    attribute TEXT NOT NULL,
                    stands SMALLINT NOT NULL,
                    PRIMARY KEY (record, recall)
                )
                """,
                """
                CREATE TABLE audit_notice (
                    recall BIGINT NOT NULL,
                    officer_force TEXT NOT NULL,
                    officer TEXT NOT NULL,
                    times BIGINT NOT NULL,
                    last_entry BIGINT NOT NULL,
                    acknowledged_at BIGINT,
                    acknowledged_entry BIGINT,
                    did TEXT NOT NULL,
                    PRIMARY KEY (recall, officer_force, officer)
                )
                """,
                "CREATE INDEX audit_notice_officer ON audit_notice (officer, officer_force)",
            ]
        )
        plan.step(
            "audit",
            "003 retention",
            [
                """
                CREATE TABLE audit_review (
                    record BIGINT NOT NULL PRIMARY KEY,
                    at BIGINT NOT NULL,
                    decision TEXT NOT NULL,
                    next_on INTEGER NOT NULL,
                    entry BIGINT NOT NULL
                )
                """
            ]
        )
        plan.step(
            "audit",
            "004 liftings told to other forces",
            [
                """
                CREATE TABLE audit_lift_told (
                    entry BIGINT NOT NULL,
                    force_code TEXT NOT NULL,
                    PRIMARY KEY (entry, force_code)
                )
                """
            ]
        )
        plan.step(
            "audit",
            "005 what an entry disclosed",
            ["CREATE INDEX audit_release_entry ON audit_release (entry, record)"]
        )
    }
}
