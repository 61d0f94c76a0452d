import CapabilityKit
import Store

extension Contact.Shelf {
    static func migrateAdapters(_ plan: inout MigrationPlan) {
        plan.step(
            "contact",
            "002 adapters",
            [
                """
                CREATE TABLE contact_adapter (
                    name TEXT NOT NULL,
                    scope TEXT NOT NULL,
                    fingerprint TEXT NOT NULL PRIMARY KEY,
                    added_at BIGINT NOT NULL,
                    ends_at BIGINT NOT NULL,
                    ended SMALLINT NOT NULL
                )
                """
            ]
        )
    }

    /// Fault unless a machine's credential is known, in use and for this.
    static func checkAdapter(
        _ credential: MachineCredential,
        _ scope: Contact.Scope,
        at now: Timestamp,
        in session: any Session
    ) throws {
        let known = try session.rows(
            """
            SELECT fingerprint FROM contact_adapter
            WHERE name = \(credential.name) AND scope = \(scope.words) AND ended = 0 AND ends_at > \(now.milliseconds)
            """
        ).map { try $0.text(0) }
        guard credential.isAmong(known) else { throw Contact.adapterRefused }
    }

    /// Whether anybody has asked the sources about an incident: a machine that announces one does not.
    static func isAsked(_ number: String, in session: any Session) throws -> Bool {
        try !session.rows(
            """
            SELECT 1 FROM contact_question q JOIN contact_incident i ON i.id = q.incident
            WHERE i.number = \(number) LIMIT 1
            """
        ).isEmpty
    }

    /// Every machine, the newest credential first.
    static func adapters(
        _ services: [Contact.TransferFile.Service],
        in session: any Session
    ) throws
        -> [Contact.Adapter]
    {
        try session.rows(
            """
            SELECT name, scope, fingerprint, added_at, ends_at, ended FROM contact_adapter
            ORDER BY ended, name, added_at DESC LIMIT 200
            """
        ).compactMap { row in
            guard let scope = Contact.Scope(try row.text(1), services: services) else { return nil }
            return Contact.Adapter(
                name: try row.text(0),
                scope: scope,
                fingerprint: try row.text(2),
                addedAt: Timestamp.uk(milliseconds: try row.integer(3)),
                endsAt: Timestamp.uk(milliseconds: try row.integer(4)),
                isEnded: try row.integer(5) != 0
            )
        }
    }

    /// Lets a credential in; a second of the same machine stands beside the first until that one is ended.
    static func admit(_ adapter: Contact.Adapter, in session: any Session) throws {
        try session.run(
            """
            INSERT INTO contact_adapter (name, scope, fingerprint, added_at, ends_at, ended)
            VALUES (\(adapter.name), \(adapter.scope.words), \(adapter.fingerprint), \(adapter.addedAt.milliseconds),
                \(adapter.endsAt.milliseconds), 0)
            ON CONFLICT (fingerprint) DO NOTHING
            """
        )
    }

    /// Ends a credential for good.
    static func end(_ fingerprint: String, in session: any Session) throws {
        try session.run("UPDATE contact_adapter SET ended = 1 WHERE fingerprint = \(fingerprint)")
    }
}
