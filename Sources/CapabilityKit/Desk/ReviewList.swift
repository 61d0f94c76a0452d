import Foundation
import Linkage
import Store
import Vocabulary

/// The queue of what is worth a person's judgement, held in memory and made when somebody first asks.
///
/// After a judgement only the questions are made afresh that touch the nominals concerned.
actor ReviewList {
    /// Edges kept for each part of the lot.
    private static let lotCount = 256

    private let database: any Database
    private var state: State?
    /// Counts the changes, so that a list that was overtaken while it was made is not kept.
    private var changes = 0

    init(database: any Database) { self.database = database }

    /// Everything the queue is made from.
    private struct State: Sendable {
        var plan: ReviewPlan
        var items: [RecordPair: ReviewItem] = [:]
        /// The same by doubt; a judgement moves a few of them.
        var ranked: [ReviewPlan.Ranked] = []
        /// Nominals that are joined, and how many records their persons have.
        var membership: [Int64: Int64] = [:]
        var sizes: [Int64: Int] = [:]
        var forces: [Int64: ForceCode] = [:]
        /// Edges drawn by lot, each part in the order of the draw.
        var lot: [[ReviewEdge]] = [[], [], []]
        /// Pairs that somebody has judged.
        var judged: [RecordPair: PairVerdict] = [:]
        var order: [ReviewItem]?

        func person(_ record: Int64) -> Int64 { membership[record] ?? record }
        func size(_ person: Int64) -> Int { sizes[person] ?? 1 }
    }

    /// Forgets the queue, because records or joins have changed.
    func invalidate() {
        changes += 1
        state = nil
    }

    /// All questions in their order, and the force of each nominal in them.
    func questions() async throws -> (items: [ReviewItem], forces: [Int64: ForceCode]) {
        let change = changes
        if state?.order == nil {
            var made = if let state { state } else { try await Self.make(database) }
            made.order = made.plan.ordered(made.ranked, lot: Self.drawn(from: made))
            guard change == changes else { return (made.order ?? [], made.forces) }
            state = made
        }
        return (state?.order ?? [], state?.forces ?? [:])
    }

    /// Makes afresh what touches some nominals.
    func refresh(_ reforming: Reforming) async {
        changes += 1
        let change = changes
        guard state != nil else { return }
        let found = Set(reforming.after.keys)
        let read = try? await database.read { session in
            // Whole persons on both ends: what was judged of any of their records settles the question.
            let edges = try JoinShelf.edges(from: found, joinBits: -Double.greatestFiniteMagnitude, in: session)
            var ends = found.union(edges.flatMap { [$0.a, $0.b] })
            let persons = Set(try JoinShelf.persons(of: ends, in: session).values)
            ends.formUnion(try JoinShelf.members(of: persons, in: session).keys)
            let judged = try JoinShelf.judgements(touching: ends.sorted(), in: session).standing()
            let touched = edges.map(\.pair) + judged.keys
            return (edges, judged, try Self.forces(of: touched, in: session))
        }
        guard let (edges, judged, forces) = read, change == changes, var state else { return invalidate() }
        // Held twice, every table of it would be copied at its first change.
        self.state = nil
        for person in Set(reforming.before.values).union(reforming.after.values) { state.sizes[person] = nil }
        for (record, person) in reforming.after {
            state.membership[record] = person == record ? nil : person
            state.sizes[person, default: 0] += 1
        }
        let verdicts = judged.compactMapValues(\.verdict)
        func isTouched(_ pair: RecordPair) -> Bool {
            found.contains(pair.a.number) || found.contains(pair.b.number)
        }
        for pair in state.judged.keys.filter(isTouched) { state.judged[pair] = nil }
        state.judged.merge(verdicts) { $1 }
        var gone = Set(state.items.keys.filter(isTouched))
        for pair in gone { state.items[pair] = nil }
        var come: [RecordPair: ReviewItem] = [:]
        for item in state.plan.items(edges: edges, person: state.person, size: state.size, judged: verdicts)
        where isTouched(item.pair) {
            come[item.pair] = item
        }
        gone.formUnion(come.keys)
        state.items.merge(come) { $1 }
        state.ranked = state.plan.ranked(state.ranked, without: gone, with: Array(come.values))
        state.forces.merge(forces) { $1 }
        state.order = nil
        self.state = state
    }

    private static func make(_ database: any Database) async throws -> State {
        try await database.read { session in
            let text = try session.rows("SELECT model, id FROM records_joining ORDER BY made_at DESC, id DESC LIMIT 1")
            let model = try text.first.map {
                try JSONDecoder().decode(LinkageModel.self, from: Data(try $0.text(0).utf8))
            }
            let seed = try text.first?.integer(1) ?? 0
            var state = State(plan: ReviewPlan(model ?? .standard))
            try session.forEach("SELECT record, person FROM records_member") { row in
                let person = try row.integer(1)
                state.membership[try row.integer(0)] = person
                state.sizes[person, default: 0] += 1
            }
            state.judged = try JoinShelf.judgements(in: session).standing().compactMapValues(\.verdict)
            var edges: [ReviewEdge] = []
            try session.forEach("SELECT a, b, bits, probability FROM records_edge") { row in
                edges.append(try ReviewEdge(row))
            }
            let items = state.plan.items(edges: edges, person: state.person, size: state.size, judged: state.judged)
            for item in items { state.items[item.pair] = item }
            state.ranked = state.plan.ranked(state.items.values)
            for edge in edges { state.lot[state.plan.stratum(of: edge)].append(edge) }
            for part in state.lot.indices {
                let draw = state.lot[part].map { (edge: $0, number: number(of: $0, seed: seed)) }
                    .sorted { ($0.number, $0.edge.pair) < ($1.number, $1.edge.pair) }
                state.lot[part] = draw.prefix(lotCount).map(\.edge)
            }
            let shown = state.items.keys + state.lot.flatMap { $0.map(\.pair) }
            state.forces = try forces(of: shown, in: session)
            return state
        }
    }

    /// The questions drawn by lot that nobody has answered, from each part in turn.
    private static func drawn(from state: State) -> [ReviewItem] {
        let parts = state.lot.map { part in
            part.filter { state.judged[$0.pair] == nil && state.items[$0.pair] == nil }
        }
        var lot: [ReviewItem] = []
        for place in 0..<(parts.map(\.count).max() ?? 0) {
            for part in parts where place < part.count {
                let edge = part[place]
                let one = state.person(edge.a), other = state.person(edge.b)
                lot.append(
                    ReviewItem(
                        pair: edge.pair,
                        cause: .sample,
                        bits: edge.bits,
                        probability: edge.probability,
                        // A pair of one person counts as one against the rest of it.
                        left: one == other ? max(1, state.size(one) - 1) : state.size(one),
                        right: one == other ? 1 : state.size(other)
                    )
                )
            }
        }
        return lot
    }

    /// A number that follows from the pair and the joining alone (SplitMix64): the lot's dice.
    private static func number(of edge: ReviewEdge, seed: Int64) -> UInt64 {
        var mixed = UInt64(bitPattern: edge.a) ^ (UInt64(bitPattern: edge.b) &* 0x9E37_79B9_7F4A_7C15)
        mixed ^= UInt64(bitPattern: seed) &* 0xD1B5_4A32_D192_ED03
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private static func forces(of pairs: [RecordPair], in session: any Session) throws -> [Int64: ForceCode] {
        let sources = try RecordShelf.sources(in: session)
        var forces: [Int64: ForceCode] = [:]
        for portion in JoinShelf.portions(of: Set(pairs.flatMap { [$0.a.number, $0.b.number] }).sorted()) {
            let sql: SQL = "SELECT id, source FROM records_record WHERE current = 1 AND id IN (\(portion))"
            for row in try session.rows(sql) { forces[try row.integer(0)] = sources[try row.integer(1)]?.force }
        }
        return forces
    }
}
