import CapabilityKit
import Foundation
import Store

extension Anpr.Shelf {
    static func migrateFeedback(_ plan: inout MigrationPlan) {
        plan.step(
            "anpr",
            "002 products and vehicles of interest",
            [
                """
                CREATE TABLE anpr_product (
                    id BIGINT PRIMARY KEY,
                    question BIGINT NOT NULL,
                    officer TEXT NOT NULL,
                    force TEXT NOT NULL,
                    area TEXT NOT NULL,
                    product TEXT NOT NULL,
                    made_at BIGINT NOT NULL,
                    outcome TEXT NOT NULL,
                    outcome_note TEXT NOT NULL,
                    told_at BIGINT
                )
                """,
                "CREATE INDEX anpr_product_area ON anpr_product (area, outcome)",
                """
                CREATE TABLE anpr_watch (
                    id BIGINT PRIMARY KEY,
                    plate TEXT NOT NULL,
                    watch TEXT NOT NULL,
                    expires_at BIGINT NOT NULL,
                    ended_at BIGINT
                )
                """,
                "CREATE INDEX anpr_watch_plate ON anpr_watch (plate, expires_at)",
                """
                CREATE TABLE anpr_hit (
                    id BIGINT PRIMARY KEY,
                    watch BIGINT NOT NULL,
                    pass TEXT NOT NULL,
                    made_at BIGINT NOT NULL,
                    verdict TEXT NOT NULL,
                    checked_by TEXT NOT NULL
                )
                """,
            ]
        )
    }

    // MARK: - Products

    static func add(
        _ product: Anpr.Product,
        of officer: Officer,
        at now: Timestamp,
        in session: any Session
    ) throws -> Int64 {
        let id = try session.rows("SELECT COALESCE(MAX(id), 0) + 1 FROM anpr_product").first?.integer(0) ?? 1
        var product = product
        product.id = id
        try session.run(
            """
            INSERT INTO anpr_product (id, question, officer, force, area, product, made_at, outcome, outcome_note)
            VALUES (\(id), \(product.question), \(officer.number), \(officer.force.description), \(product.area),
                \(try text(product)), \(now.milliseconds), '', '')
            """
        )
        return id
    }

    /// An officer's own products, the newest first.
    static func products(of officer: Officer, in session: any Session) throws -> [Anpr.Product] {
        try session.rows(
            """
            SELECT product, outcome FROM anpr_product
            WHERE officer = \(officer.number) AND force = \(officer.force.description) ORDER BY id DESC LIMIT 40
            """
        ).map { row in
            var product: Anpr.Product = try value(row.text(0))
            product.outcome = Anpr.Outcome(rawValue: try row.text(1))
            return product
        }
    }

    /// Writes down what a product led to; what was told once stands.
    static func tell(
        _ outcome: Anpr.Outcome,
        note: String,
        of product: Int64,
        by officer: Officer,
        at now: Timestamp,
        in session: any Session
    ) throws {
        let changed = try session.run(
            """
            UPDATE anpr_product SET outcome = \(outcome.rawValue), outcome_note = \(note), told_at = \(now.milliseconds)
            WHERE id = \(product) AND officer = \(officer.number) AND force = \(officer.force.description)
                AND outcome = ''
            """
        )
        guard changed == 1 else {
            throw Fault(
                .selectionUnreadable,
                "there is no such product of yours of which nothing is told yet",
                help: "choose one from the list"
            )
        }
    }

    static func outcomes(in session: any Session) throws -> [Anpr.AreaOutcome] {
        var areas: [String: Anpr.AreaOutcome] = [:]
        for row in try session.rows("SELECT area, outcome, COUNT(*) FROM anpr_product GROUP BY area, outcome") {
            let area = try row.text(0)
            var line = areas[area] ?? Anpr.AreaOutcome(area: area)
            if let outcome = Anpr.Outcome(rawValue: try row.text(1)) {
                line.counts[outcome] = Int(try row.integer(2))
            } else {
                line.untold = Int(try row.integer(2))
            }
            areas[area] = line
        }
        return areas.values.sorted { $0.area < $1.area }
    }

    // MARK: - Vehicles of interest

    static func add(_ watch: Anpr.Watch, in session: any Session) throws -> Int64 {
        let exploited = try session.rows(
            "SELECT 1 FROM anpr_selected WHERE plate = \(watch.plate) AND is_exploited = 1 LIMIT 1"
        )
        guard exploited.isEmpty || watch.instruction == .safeguard else {
            throw Fault(
                .safeguardingFirst,
                "somebody under 18 or vulnerable may be in this vehicle",
                help: "the instruction must be: \(Anpr.Instruction.safeguard.rawValue)"
            )
        }
        let id = try session.rows("SELECT COALESCE(MAX(id), 0) + 1 FROM anpr_watch").first?.integer(0) ?? 1
        var watch = watch
        watch.id = id
        try session.run(
            """
            INSERT INTO anpr_watch (id, plate, watch, expires_at)
            VALUES (\(id), \(watch.plate), \(try text(watch)), \(watch.expiresAt))
            """
        )
        return id
    }

    static func end(_ id: Int64, at now: Timestamp, in session: any Session) throws {
        let ended = try session.run(
            "UPDATE anpr_watch SET ended_at = \(now.milliseconds) WHERE id = \(id) AND ended_at IS NULL"
        )
        guard ended == 1 else {
            throw Fault(.watchUnreadable, "there is no such vehicle on the list", help: "load the list again")
        }
    }

    static func watches(at now: Timestamp, in session: any Session) throws -> [Anpr.Watch] {
        try session.rows(
            """
            SELECT watch FROM anpr_watch WHERE ended_at IS NULL AND expires_at > \(now.milliseconds)
            ORDER BY expires_at, id LIMIT 200
            """
        ).map { try value($0.text(0)) }
    }

    /// Writes down which of some reads are of vehicles of interest.
    static func match(_ passes: [Anpr.Pass], at now: Timestamp, in session: any Session) throws -> Int {
        let byPlate = Dictionary(grouping: passes, by: \.plate)
        guard !byPlate.isEmpty else { return 0 }
        let rows = try session.rows(
            """
            SELECT id, plate FROM anpr_watch
            WHERE plate IN (\(byPlate.keys.sorted())) AND ended_at IS NULL AND expires_at > \(now.milliseconds)
            """
        )
        var next = try session.rows("SELECT COALESCE(MAX(id), 0) + 1 FROM anpr_hit").first?.integer(0) ?? 1
        let first = next
        for row in rows {
            for pass in byPlate[try row.text(1)] ?? [] {
                try session.run(
                    """
                    INSERT INTO anpr_hit (id, watch, pass, made_at, verdict, checked_by)
                    VALUES (\(next), \(try row.integer(0)), \(try text(pass)), \(now.milliseconds), '', '')
                    """
                )
                next += 1
            }
        }
        return Int(next - first)
    }

    /// The last hits, the newest first.
    static func hits(in session: any Session) throws -> [Anpr.Hit] {
        try session.rows(
            """
            SELECT h.id, w.watch, h.pass, h.verdict FROM anpr_hit h JOIN anpr_watch w ON w.id = h.watch
            ORDER BY h.id DESC LIMIT 30
            """
        ).map { row in
            Anpr.Hit(
                id: try row.integer(0),
                watch: try value(row.text(1)),
                pass: try value(row.text(2)),
                verdict: try row.text(3)
            )
        }
    }

    /// A number that changes with a new hit, and with one that was checked.
    static func hitPulse(in session: any Session) throws -> Int64 {
        let row = try session.rows("SELECT COALESCE(MAX(id), 0), COUNT(NULLIF(verdict, '')) FROM anpr_hit").first
        return try row.map { try $0.integer(0) + $0.integer(1) } ?? 0
    }

    static func check(_ id: Int64, verdict: String, by officer: String, in session: any Session) throws {
        let checked = try session.run(
            "UPDATE anpr_hit SET verdict = \(verdict), checked_by = \(officer) WHERE id = \(id) AND verdict = ''"
        )
        guard checked == 1 else {
            throw Fault(.watchUnreadable, "this hit was looked at already", help: "load the page again")
        }
    }
}

extension Anpr.Shelf {
    static func watchLook(at now: Timestamp, in session: any Session) throws -> Anpr.WatchLook {
        Anpr.WatchLook(
            watches: try watches(at: now, in: session),
            hits: try hits(in: session),
            pulse: try hitPulse(in: session)
        )
    }
}
