import Foundation
import Linkage
import Store
import Vocabulary

/// What became of the nominals that a judgement touches.
struct Reforming: Sendable {
    /// The joined person of each nominal before and after; alone, a nominal is its own.
    var before: [Int64: Int64]
    var after: [Int64: Int64]

    /// Whether two nominals are one person now.
    func isTogether(_ pair: RecordPair) -> Bool { after[pair.a.number] == after[pair.b.number] }

    /// Whether two nominals were one person before.
    func wasTogether(_ pair: RecordPair) -> Bool { before[pair.a.number] == before[pair.b.number] }

    /// Nominals that are of another person now, with the persons they were and are of.
    var moved: Set<Int64> {
        var moved: Set<Int64> = []
        for (record, person) in after where before[record] != person {
            moved.formUnion([record, person, before[record] ?? record])
        }
        return moved
    }
}

extension JoinShelf {
    /// Nominals that one judgement may re-form at most; a chain longer than this is re-formed from its near part.
    static let reformedMax = 4096

    /// Joins afresh the nominals that a judgement can have an effect on, and stores who is joined with whom now.
    ///
    /// The rule is the one of a full joining, run by the same ``Linker`` with the weights of the newest joining. Joins go
    /// along stored edges and judgements alone, and whatever these connect is joined as a whole: so the outcome for
    /// these nominals is that of a full joining, as far as the evidence that was stored goes. What no edge reaches is
    /// not touched.
    ///
    /// - `seeds`: the nominals that were judged.
    /// - `joining`: the number under which the new members are stored.
    static func reform(
        around seeds: [Int64],
        model: LinkageModel,
        joining: Int64,
        in session: any Session
    ) throws -> Reforming {
        let bits = joinBits(of: model)
        let found = try affected(by: seeds, joinBits: bits, in: session)
        let before = try persons(of: found, in: session)
        let standing = try judgements(touching: found.sorted(), in: session).standing()
            .filter { found.contains($0.key.a.number) && found.contains($0.key.b.number) }
        let sketches = try RecordShelf.gather(only: found.sorted(), in: session).sorted { $0.key < $1.key }
            .map { $0.value.sketch(handle: $0.key) }
        let joined = Linker(model: model).join(sketches, judgements: standing.forLinkage)

        var ties = Ties()
        for (pair, judgement) in standing where judgement.verdict == .same { ties.tie(pair.a.number, pair.b.number) }
        for edge in try edges(from: found, joinBits: bits, in: session) where found.contains(edge.a) {
            if found.contains(edge.b) { ties.tie(edge.a, edge.b) }
        }
        var after = Dictionary(uniqueKeysWithValues: found.map { ($0, $0) })
        var members = RowBatch(into: "records_member", columns: ["record", "person", "joining"])
        for cluster in joined.clusters.flatMap({ ties.parts(of: $0) }) {
            guard cluster.count > 1, let person = cluster.min() else { continue }
            for record in cluster {
                after[record] = person
                members.append(record)
                members.append(person)
                members.append(joining)
            }
        }
        for portion in portions(of: found.sorted()) {
            try session.run("DELETE FROM records_member WHERE record IN (\(portion))")
        }
        try session.insert(members)
        return Reforming(before: before, after: after)
    }

    /// The weight from which software joins, by a model; a hair less, so that rounding parts nobody.
    static func joinBits(of model: LinkageModel) -> Double {
        let probability = min(max(model.joinProbability, 1e-12), 1 - 1e-12)
        return log2(probability / (1 - probability)) - 1e-9
    }

    /// All nominals that joins, judgements and joined persons connect with some, whole persons at a time.
    private static func affected(
        by seeds: [Int64],
        joinBits: Double,
        in session: any Session
    ) throws -> Set<Int64> {
        var found: Set<Int64> = []
        var frontier = Set(seeds)
        while !frontier.isEmpty {
            let persons = try persons(of: frontier, in: session)
            for portion in portions(of: Set(persons.values).sorted()) {
                let sql: SQL = "SELECT record FROM records_member WHERE person IN (\(portion))"
                for row in try session.rows(sql) { frontier.insert(try row.integer(0)) }
            }
            found.formUnion(frontier)
            guard found.count < reformedMax else { break }
            var next: Set<Int64> = []
            for edge in try edges(from: frontier, joinBits: joinBits, in: session) {
                next.insert(edge.a)
                next.insert(edge.b)
            }
            for judgement in try judgements(touching: frontier.sorted(), in: session) where judgement.verdict == .same {
                next.insert(judgement.pair.a.number)
                next.insert(judgement.pair.b.number)
            }
            frontier = next.subtracting(found)
        }
        return found
    }

    /// The joined person of each of these nominals.
    static func persons(of records: Set<Int64>, in session: any Session) throws -> [Int64: Int64] {
        var map = Dictionary(uniqueKeysWithValues: records.map { ($0, $0) })
        for portion in portions(of: records.sorted()) {
            for row in try session.rows("SELECT record, person FROM records_member WHERE record IN (\(portion))") {
                map[try row.integer(0)] = try row.integer(1)
            }
        }
        return map
    }

    /// The nominals of some joined persons, each with its person.
    static func members(of persons: Set<Int64>, in session: any Session) throws -> [Int64: Int64] {
        // Whom nobody joined is a person of one record.
        var map = Dictionary(uniqueKeysWithValues: persons.map { ($0, $0) })
        for portion in portions(of: persons.sorted()) {
            for row in try session.rows("SELECT record, person FROM records_member WHERE person IN (\(portion))") {
                map[try row.integer(0)] = try row.integer(1)
            }
        }
        return map
    }

    /// Edges of at least a weight that touch some nominals, each once.
    static func edges(
        from records: Set<Int64>,
        joinBits bits: Double,
        in session: any Session
    ) throws -> [ReviewEdge] {
        var found: [RecordPair: ReviewEdge] = [:]
        for portion in portions(of: records.sorted()) {
            for sql: SQL in [
                "SELECT a, b, bits, probability FROM records_edge WHERE bits >= \(bits) AND a IN (\(portion))",
                "SELECT a, b, bits, probability FROM records_edge WHERE bits >= \(bits) AND b IN (\(portion))",
            ] {
                for row in try session.rows(sql) {
                    let edge = try ReviewEdge(row)
                    found[edge.pair] = edge
                }
            }
        }
        return found.values.sorted { $0.pair < $1.pair }
    }
}

/// Which nominals hang together.
struct Ties: Sendable {
    private var parent: [Int64: Int64] = [:]

    /// The nominal that stands for all it hangs together with.
    mutating func root(_ record: Int64) -> Int64 {
        var root = record
        while let next = parent[root] { root = next }
        var at = record
        while let next = parent[at], next != root {
            parent[at] = root
            at = next
        }
        return root
    }

    /// Ties two, and says whether they were apart.
    @discardableResult
    mutating func tie(_ a: Int64, _ b: Int64) -> Bool {
        let one = root(a), other = root(b)
        guard one != other else { return false }
        parent[max(one, other)] = min(one, other)
        return true
    }

    /// A group in the parts that hang together.
    mutating func parts(of group: [Int64]) -> [[Int64]] {
        var parts: [Int64: [Int64]] = [:]
        for record in group { parts[root(record), default: []].append(record) }
        return parts.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// A stored edge: how strongly software takes two nominals for one person.
struct ReviewEdge: Hashable, Sendable {
    var a: Int64
    var b: Int64
    /// log2 of the odds.
    var bits: Double
    var probability: Double

    var pair: RecordPair { RecordPair(RecordHandle(number: a), RecordHandle(number: b)) }

    init(a: Int64, b: Int64, bits: Double, probability: Double) {
        self.a = a
        self.b = b
        self.bits = bits
        self.probability = probability
    }

    init(_ row: Row) throws {
        guard case .real(let bits) = row.values[2], case .real(let probability) = row.values[3] else {
            throw Fault(.recordUnreadable, "a stored join has no weight")
        }
        self.init(a: try row.integer(0), b: try row.integer(1), bits: bits, probability: probability)
    }
}
