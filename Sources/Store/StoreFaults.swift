import Vocabulary

extension Fault.Code {
    /// Another program held the database for longer than the store waits.
    package static let storeBusy = Self("store.busy", status: 503)

    /// The disk, or the quota, under the database is full.
    package static let storeDiskFull = Self("store.disk_full", status: 507)

    /// A statement would break a rule of the schema: uniqueness, a reference, NOT NULL or a check.
    package static let storeConstraintViolated = Self("store.constraint_violated", status: 409)

    /// The database's file or index no longer makes sense.
    package static let storeCorrupted = Self("store.corrupted", status: 500)

    /// The database cannot be opened or created.
    package static let storeCannotOpen = Self("store.cannot_open", status: 500)

    /// The database was written by a later release of Reeve.
    package static let storeNewerSchema = Self("store.newer_schema", status: 500)

    /// A migration step that has already run no longer reads as it did.
    package static let storeMigrationEdited = Self("store.migration_edited", status: 500)

    /// The steps of a room are not in an order that can be applied.
    package static let storeMigrationDisordered = Self("store.migration_disordered", status: 500)

    /// No connection to PostgreSQL.
    package static let storePostgresUnreachable = Self("store.postgres_unreachable", status: 503)

    /// PostgreSQL answers, but the database is not fit for Reeve.
    package static let storePostgresUnsuitable = Self("store.postgres_unsuitable", status: 500)

    /// Several writers kept getting in one another's way.
    package static let storeContention = Self("store.contention", status: 503)

    /// The connection went away during COMMIT, so that nobody here knows whether it happened.
    package static let storeOutcomeUnknown = Self("store.outcome_unknown", status: 503)

    /// A read tried to write.
    package static let storeReadOnly = Self("store.read_only", status: 500)

    /// A value that one of the databases cannot hold: a NUL in a text, broken UTF-8, not-a-number, a number too large.
    package static let storeValueRefused = Self("store.value_refused", status: 400)

    /// The database does not accept a statement of the program.
    package static let storeStatementRefused = Self("store.statement_refused", status: 500)

    /// A database address that cannot be read.
    package static let storeAddressUnreadable = Self("store.address_unreadable", status: 400)

    /// A backup could not be made, or is not one that can be restored.
    package static let storeBackUpFailed = Self("store.backup_failed", status: 500)

    /// A program of PostgreSQL that Reeve calls is not installed.
    package static let storeToolMissing = Self("store.tool_missing", status: 500)
}

extension Fault {
    /// The fault of a text that holds U+0000, which PostgreSQL cannot store.
    static var textHoldsNUL: Fault {
        Fault(
            .storeValueRefused,
            "a text holds a NUL character, which no database of ours stores",
            help: "reject the value at the door, or keep its source bytes as a blob"
        )
    }

    /// The fault of text bytes that are not UTF-8.
    static var textIsNotUTF8: Fault {
        Fault(
            .storeValueRefused,
            "a text is not valid UTF-8",
            help: "convert it from its own encoding first, or keep its source bytes as a blob"
        )
    }

    /// The fault of a floating-point value that has no place in an order.
    static var numberIsNaN: Fault {
        Fault(.storeValueRefused, "a number is not a number (NaN)", help: "store nothing in its place")
    }

    /// The fault of `forEach` over a statement that is not a plain query.
    static var onlyQueriesStream: Fault {
        Fault(
            .storeStatementRefused,
            "only a SELECT can be read row by row",
            help: "use rows for a statement that changes something and returns rows"
        )
    }

    /// The fault of an empty list bound to `IN (…)`.
    static var emptyList: Fault {
        Fault(
            .storeStatementRefused,
            "an empty list cannot be bound to a statement",
            help: "ask nothing when the list is empty; the answer is known"
        )
    }
}
