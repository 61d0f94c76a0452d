import Store
import Vocabulary

/// That a pair was shown to somebody who may judge it.
struct Showing: Hashable, Sendable {
    var entry: UInt64
    var pair: RecordPair
    var officer: String
    var force: ForceCode
    var at: Timestamp
    var isBlind: Bool
}

extension JoinShelf {
    private static let columns: SQL = """
        a, b, verdict, officer, officer_force, made_at, reason, blind, seconds, probability, entry, showing, undoes
        """

    /// Every judgement, or those that touch some records, oldest first.
    static func judgements(touching records: [Int64]? = nil, in session: any Session) throws -> [PairJudgement] {
        guard let records else {
            return try session.rows("SELECT \(columns) FROM records_judgement ORDER BY made_at, entry").map(judgement)
        }
        var found: Set<PairJudgement> = []
        for portion in portions(of: records) {
            for sql: SQL in [
                "SELECT \(columns) FROM records_judgement WHERE a IN (\(portion))",
                "SELECT \(columns) FROM records_judgement WHERE b IN (\(portion))",
            ] {
                for row in try session.rows(sql) { found.insert(try judgement(row)) }
            }
        }
        return found.sorted {
            ($0.madeAt.milliseconds, $0.entry, $0.pair) < ($1.madeAt.milliseconds, $1.entry, $1.pair)
        }
    }

    /// Every judgement, or those that touch some records, oldest first.
    func judgements(touching records: [RecordHandle]? = nil) async throws -> [PairJudgement] {
        let numbers = records?.map(\.number)
        return try await database.read { session in try Self.judgements(touching: numbers, in: session) }
    }

    /// The judgements of one officer since a moment, oldest first.
    func judgements(by officer: String, of force: ForceCode, since moment: Int64) async throws -> [PairJudgement] {
        let code = force.description
        return try await database.read { session in
            try session.rows(
                """
                SELECT \(Self.columns) FROM records_judgement
                WHERE officer = \(officer) AND officer_force = \(code) AND made_at >= \(moment)
                ORDER BY made_at, entry
                """
            ).map(Self.judgement)
        }
    }

    /// Adds a judgement to those there are, at a moment after all others of its pair, and returns it as stored.
    static func add(_ judgement: PairJudgement, in session: any Session) throws -> PairJudgement {
        var judgement = judgement
        let a = judgement.pair.a.number, b = judgement.pair.b.number
        let newest: SQL = "SELECT MAX(made_at) FROM records_judgement WHERE a = \(a) AND b = \(b)"
        if let row = try session.rows(newest).first, !row.isNull(0) {
            judgement.madeAt.milliseconds = max(judgement.madeAt.milliseconds, try row.integer(0) + 1)
        }
        let verdict = judgement.verdict?.rawValue ?? "withdrawn"
        let blind = judgement.isBlind.map { Int64($0 ? 1 : 0) }
        try session.run(
            """
            INSERT INTO records_judgement
                (a, b, verdict, officer, officer_force, made_at, reason, blind, seconds, probability, entry, showing,
                 undoes)
            VALUES (\(a), \(b), \(verdict), \(judgement.officer), \(judgement.force?.description ?? ""),
                \(judgement.madeAt.milliseconds), \(judgement.reason), \(blind), \(judgement.seconds.map(Int64.init)),
                \(judgement.probability), \(Int64(judgement.entry)), \(judgement.showing.map(Int64.init)),
                \(judgement.undoes.map(Int64.init)))
            """
        )
        return judgement
    }

    private static func judgement(_ row: Row) throws -> PairJudgement {
        var probability: Double?
        if case .real(let value) = row.values[9] { probability = value }
        return PairJudgement(
            pair: RecordPair(RecordHandle(number: try row.integer(0)), RecordHandle(number: try row.integer(1))),
            verdict: PairVerdict(rawValue: try row.text(2)),
            officer: try row.text(3),
            force: ForceCode(try row.text(4)),
            madeAt: Timestamp.uk(milliseconds: try row.integer(5)),
            reason: try row.text(6),
            isBlind: row.isNull(7) ? nil : try row.integer(7) == 1,
            seconds: row.isNull(8) ? nil : Int(try row.integer(8)),
            probability: probability,
            entry: UInt64(try row.integer(10)),
            showing: row.isNull(11) ? nil : UInt64(try row.integer(11)),
            undoes: row.isNull(12) ? nil : UInt64(try row.integer(12))
        )
    }

    // MARK: - Showings

    /// Keeps that a pair was shown, under the entry that recorded it.
    func keep(_ showing: Showing) async throws {
        try await database.write { session in
            try session.run(
                """
                INSERT INTO records_showing (entry, a, b, officer, officer_force, shown_at, blind)
                VALUES (\(Int64(showing.entry)), \(showing.pair.a.number), \(showing.pair.b.number), \(showing.officer),
                    \(showing.force.description), \(showing.at.milliseconds), \(Int64(showing.isBlind ? 1 : 0)))
                """
            )
        }
    }

    /// The showing that an entry recorded.
    func showing(_ entry: UInt64) async throws -> Showing? {
        guard let number = Int64(exactly: entry) else { return nil }
        return try await showings("WHERE entry = \(number)").first
    }

    /// What was shown since a moment, to anybody, oldest first.
    func showings(since moment: Int64) async throws -> [Showing] {
        try await showings("WHERE shown_at >= \(moment) ORDER BY shown_at, entry")
    }

    /// When one officer was shown one pair, oldest first.
    func showings(of pair: RecordPair, to officer: String, of force: ForceCode) async throws -> [Showing] {
        let a = pair.a.number, b = pair.b.number, code = force.description
        return try await showings(
            """
            WHERE a = \(a) AND b = \(b) AND officer = \(officer) AND officer_force = \(code) ORDER BY shown_at, entry
            """
        )
    }

    private func showings(_ which: SQL) async throws -> [Showing] {
        try await database.read { session in
            let rows = try session.rows(
                "SELECT entry, a, b, officer, officer_force, shown_at, blind FROM records_showing \(which)"
            )
            return try rows.map { row in
                guard let force = ForceCode(try row.text(4)) else {
                    throw Fault(.recordUnreadable, "a showing is of no force")
                }
                let a = RecordHandle(number: try row.integer(1)), b = RecordHandle(number: try row.integer(2))
                return Showing(
                    entry: UInt64(try row.integer(0)),
                    pair: RecordPair(a, b),
                    officer: try row.text(3),
                    force: force,
                    at: Timestamp(milliseconds: try row.integer(5)),
                    isBlind: try row.integer(6) == 1
                )
            }
        }
    }

    /// Numbers in portions that one statement of either database takes.
    static func portions(of numbers: some Sequence<Int64>) -> [[Int64]] {
        let all = Array(numbers)
        return stride(from: 0, to: all.count, by: 500).map { Array(all[$0..<min($0 + 500, all.count)]) }
    }
}
