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
            var judged: [[Int64]: String] = [:]
            let judgements: SQL = """
                SELECT a, b, verdict, officer FROM records_judgement
                WHERE a IN (\(numbers)) AND b IN (\(numbers)) ORDER BY made_at
                """
            for row in try session.rows(judgements) {
                let pair = [try row.integer(0), try row.integer(1)].sorted()
                judged[pair] = try row.text(2) == "same" ? try row.text(3) : nil
            }
            let rows = try session.rows(
                "SELECT a, b, bits, probability FROM records_edge WHERE a IN (\(numbers)) AND b IN (\(numbers))"
            )
            var edges = try rows.map { row in
                guard case .real(let bits) = row.values[2], case .real(let probability) = row.values[3] else {
                    throw Fault(.recordUnreadable, "a stored join has no weight")
                }
                let pair = [try row.integer(0), try row.integer(1)]
                return JoinEdge(
                    a: RecordHandle(number: pair[0]),
                    b: RecordHandle(number: pair[1]),
                    bits: bits,
                    probability: probability,
                    madeBy: judged.removeValue(forKey: pair).map { .person(officer: $0) } ?? .software
                )
            }
            // What software would not have joined has no weight of its own.
            edges += judged.map { pair, officer in
                let a = RecordHandle(number: pair[0]), b = RecordHandle(number: pair[1])
                return JoinEdge(a: a, b: b, bits: 0, probability: 1, madeBy: .person(officer: officer))
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

    /// Every judgement a person made, oldest first.
    func judgements() async throws -> [Judgement] {
        try await database.read { session in
            try session.rows("SELECT a, b, verdict FROM records_judgement ORDER BY made_at").map { row in
                let verdict: Judgement.Verdict =
                    switch try row.text(2) {
                    case "same": .same
                    case "different": .different
                    default: .unsure
                    }
                return Judgement(try row.integer(0), try row.integer(1), verdict)
            }
        }
    }

    /// Replaces what software joined with a new joining.
    ///
    /// A person's judgements are kept in their own table.
    func replace(_ joining: NewJoining) async throws {
        try await database.write { session in
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
                    members.append(record)
                    members.append(person)
                    members.append(joining.id)
                }
            }
            try session.insert(members)
            for edge in joining.edges {
                try session.run(
                    """
                    INSERT INTO records_edge (a, b, bits, probability, joining)
                    VALUES (\(min(edge.a, edge.b)), \(max(edge.a, edge.b)), \(edge.bits), \(edge.probability), \(joining.id))
                    """
                )
            }
        }
    }
}

/// What one run of the linker decided, ready to be stored.
struct NewJoining: Sendable {
    var id: Int64
    var madeAt: Int64
    var model: String
    var report: String
    var entry: UInt64
    var clusters: [[Int64]]
    var edges: [(a: Int64, b: Int64, bits: Double, probability: Double)]
}
