import Linkage
import Store
import Vocabulary

/// Reads and writes who is joined with whom.
///
/// Only the Desk holds one.
struct JoinShelf: Sendable {
    let database: any Database

    /// The joined person each nominal belongs to; a nominal that was never joined is not among them.
    func membership() async throws -> [Int64: Int64] {
        try await database.read { session in
            var map: [Int64: Int64] = [:]
            try session.forEach("SELECT record, person FROM records_member") { row in
                map[try row.integer(0)] = try row.integer(1)
            }
            return map
        }
    }

    /// The nominal records of each joined person; a nominal nobody joined is a person of one record.
    func members(of persons: [PersonID]) async throws -> [PersonID: [RecordHandle]] {
        guard !persons.isEmpty else { return [:] }
        let numbers = persons.map(\.number)
        return try await database.read { session in
            var map: [PersonID: [RecordHandle]] = [:]
            let rows = try session.rows(
                "SELECT person, record FROM records_member WHERE person IN (\(numbers)) ORDER BY record"
            )
            for row in rows {
                map[PersonID(number: try row.integer(0)), default: []].append(RecordHandle(number: try row.integer(1)))
            }
            for person in persons where map[person] == nil { map[person] = [RecordHandle(number: person.number)] }
            return map
        }
    }

    /// The joined persons of these nominals.
    func persons(of records: [RecordHandle]) async throws -> [RecordHandle: PersonID] {
        guard !records.isEmpty else { return [:] }
        let numbers = records.map(\.number)
        return try await database.read { session in
            var map: [RecordHandle: PersonID] = [:]
            for record in records { map[record] = PersonID(number: record.number) }
            for start in stride(from: 0, to: numbers.count, by: 500) {
                let portion = Array(numbers[start..<min(start + 500, numbers.count)])
                for row in try session.rows("SELECT record, person FROM records_member WHERE record IN (\(portion))") {
                    map[RecordHandle(number: try row.integer(0))] = PersonID(number: try row.integer(1))
                }
            }
            return map
        }
    }

    /// Joins between these records, the heaviest first.
    ///
    /// A person's judgement stands above software's, the later above the earlier.
    func edges(among records: [RecordHandle]) async throws -> [JoinEdge] {
        guard records.count > 1 else { return [] }
        let numbers = records.map(\.number)
        return try await database.read { session in
            var judged = try Self.judgements(touching: numbers, in: session).standing()
                .filter { $0.value.verdict == .same }
            let inside = Set(numbers)
            let rows = try session.rows(
                "SELECT a, b, bits, probability FROM records_edge WHERE a IN (\(numbers)) AND b IN (\(numbers))"
            )
            var edges = try rows.map { row in
                let edge = try ReviewEdge(row)
                return JoinEdge(
                    a: edge.pair.a,
                    b: edge.pair.b,
                    bits: edge.bits,
                    probability: edge.probability,
                    madeBy: judged.removeValue(forKey: edge.pair).map { .person(officer: $0.officer) } ?? .software
                )
            }
            // What software would not have joined has no weight of its own.
            for (pair, judgement) in judged where inside.contains(pair.a.number) && inside.contains(pair.b.number) {
                let maker = JoinMaker.person(officer: judgement.officer)
                edges.append(JoinEdge(a: pair.a, b: pair.b, bits: 0, probability: 1, madeBy: maker))
            }
            return edges.sorted { ($0.bits, $0.a, $0.b) > ($1.bits, $1.a, $1.b) }
        }
    }

    /// The model that the newest joining was made with, as JSON.
    func newestModel() async throws -> String? {
        try await database.read { session in
            try session.rows("SELECT model FROM records_joining ORDER BY made_at DESC, id DESC LIMIT 1").first?.text(0)
        }
    }

    /// Replaces what software joined with a new joining.
    ///
    /// A person's judgements are kept in their own table; those made while the joining was under way take effect on it in
    /// the same transaction.
    func replace(_ joining: NewJoining) async throws {
        try await database.write { session in
            var before: [Int64: Int64] = [:]
            try session.forEach("SELECT record, person FROM records_member") { row in
                before[try row.integer(0)] = try row.integer(1)
            }
            var after: [Int64: Int64] = [:]
            try session.run("DELETE FROM records_member")
            try session.run("DELETE FROM records_edge")
            try session.run(
                """
                INSERT INTO records_joining (id, made_at, model, report, entry)
                VALUES (\(joining.id), \(joining.madeAt), \(joining.model), \(joining.report), \(Int64(joining.entry)))
                """
            )
            var members = RowBatch(into: "records_member", columns: ["record", "person", "joining"])
            for cluster in joining.clusters {
                guard cluster.count > 1, let person = cluster.min() else { continue }
                for record in cluster {
                    after[record] = person
                    members.append(record)
                    members.append(person)
                    members.append(joining.id)
                }
            }
            try session.insert(members)
            for record in before.keys where after[record] == nil { after[record] = record }
            for record in after.keys where before[record] == nil { before[record] = record }
            try ChangeJournal.note(Reforming(before: before, after: after).moved, in: session)
            for edge in joining.edges {
                try session.run(
                    """
                    INSERT INTO records_edge (a, b, bits, probability, joining)
                    VALUES (\(min(edge.a, edge.b)), \(max(edge.a, edge.b)), \(edge.bits), \(edge.probability), \(joining.id))
                    """
                )
            }
            let known = Set(joining.judgements)
            for late in try Self.judgements(in: session) where !known.contains(late) {
                let seeds = [late.pair.a.number, late.pair.b.number]
                let reformed = try Self.reform(
                    around: seeds,
                    model: joining.weights,
                    joining: joining.id,
                    in: session
                )
                try ChangeJournal.note(reformed.moved, in: session)
            }
        }
    }
}

/// What one run of the linker decided, ready to be stored.
struct NewJoining: Sendable {
    var id: Int64
    var madeAt: Int64
    var weights: LinkageModel
    /// The weights as JSON.
    var model: String
    var report: String
    var entry: UInt64
    /// The judgements it followed.
    var judgements: [PairJudgement]
    var clusters: [[Int64]]
    var edges: [(a: Int64, b: Int64, bits: Double, probability: Double)]
}
