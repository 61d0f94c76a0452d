import Linkage
import Store
import Vocabulary

/// The search index of this node: kept in the node's folder, mapped from there, and led on by the journal of changes.
///
/// It proposes joined people; the Desk decides what of them may be shown. Whoever searches has it brought up to what
/// was stored before they asked. Commands that search nothing never pay for it.
actor Catalogue {
    /// Changes that are taken in one by one, as a part of all people; beyond, making it afresh is quicker.
    private static let changedShare = 4
    /// The least time between two saves, and how many times its own cost one save is from the next.
    private static let saveSeconds = 30, saveRarity = 50

    private let shelf: RecordShelf
    private let joins: JoinShelf
    private let file: CatalogueFile?
    private var held: Held?
    /// The work under way, for which everybody waits who needs what comes of it.
    private var work: Task<Held, any Error>?
    private var lastSave: (at: ContinuousClock.Instant, cost: Duration)?

    /// - `path`: where the index is kept; `nil` for in memory only.
    init(shelf: RecordShelf, joins: JoinShelf, path: String?) {
        self.shelf = shelf
        self.joins = joins
        file = path.map(CatalogueFile.init)
    }

    /// How many people can be found; `nil` while there is no index.
    var people: Int? { held?.index.count }

    /// Whether it is kept in a file.
    nonisolated var isKept: Bool { file != nil }

    private struct Held: Sendable {
        var index: PersonIndex
        var place: ChangeJournal.Place
        /// Where the file in the folder was made.
        var saved: ChangeJournal.Place?
        /// Whether the file may have words in it that were erased since.
        var forgets = false
        /// Why it was made afresh, if it was.
        var made: String?
    }

    // MARK: - Keeping

    /// The index, with everything in it that was stored before.
    @discardableResult
    func ready() async throws -> PersonIndex {
        let end = try await shelf.database.read { try ChangeJournal.place(in: $0) }
        while true {
            if let held, held.place.number >= end.number { return held.index }
            try await take(work ?? Task { [held, shelf, file] in try await Self.lead(held, shelf, file) })
        }
    }

    /// Makes the index ready to be searched at once, and saves it when what lies in the folder will not do.
    ///
    /// - Returns: one sentence for who starts the node, when it had to be made afresh.
    func prepare() async throws -> String? {
        try await ready()
        let made = held?.made
        // Where it cannot be saved, the node serves all the same, and saving is tried again.
        if made != nil || held?.forgets == true { try? await save() }
        return made
    }

    /// Follows what was taken in, when that is little beside what is there; the rest is left to who next needs it.
    func follow() async throws {
        guard let file else { return }
        var kept: (index: PersonIndex, place: ChangeJournal.Place)?
        if held == nil { kept = try? file.read() }
        guard let index = held?.index ?? kept?.index, let place = held?.place ?? kept?.place else { return }
        let changes = try await shelf.database.read { try ChangeJournal.changes(since: place, in: $0) }
        guard let records = changes.records, Self.isFew(records.count, beside: index) else { return }
        try await save()
    }

    /// Takes in what changed and saves it, when it is time; nothing happens before somebody searched.
    func keep() async throws {
        guard file != nil, held != nil else { return }
        try await ready()
        guard let held, held.saved != held.place else { return }
        if let lastSave, !held.forgets {
            let wait = max(lastSave.cost * Self.saveRarity, .seconds(Self.saveSeconds))
            guard ContinuousClock.now - lastSave.at >= wait else { return }
        }
        try await save()
    }

    /// Makes sure that nothing of what was erased stays in the folder.
    func forget() async {
        guard let file, held != nil || file.exists else { return }
        do {
            try await ready()
            if held?.forgets == true { try await save() }
        } catch {
            file.remove()
        }
    }

    /// Brings the index up to date and saves it.
    func save() async throws {
        try await ready()
        guard let file, let held, held.saved != held.place else { return }
        let start = ContinuousClock.now
        try await take(Task { try await Self.store(held, file) })
        lastSave = (.now, ContinuousClock.now - start)
        let place = held.place
        // Whoever is behind it makes theirs afresh.
        try await shelf.database.write { try ChangeJournal.drop(before: place, in: $0) }
    }

    /// Waits for some work and holds what comes of it, unless other work has begun since.
    private func take(_ task: Task<Held, any Error>) async throws {
        work = task
        let result = await task.result
        guard work == task else { return }
        work = nil
        held = try result.get()
    }

    private static func isFew(_ changed: Int, beside index: PersonIndex) -> Bool {
        changed <= max(1_000, index.count / changedShare)
    }

    // MARK: - Making

    /// An index led on to what is stored now: from what is held, from the file, or made afresh.
    @concurrent
    private static func lead(_ held: Held?, _ shelf: RecordShelf, _ file: CatalogueFile?) async throws -> Held {
        var known = held
        var fault: Fault?
        if known == nil, let file {
            do {
                known = try file.read().map { Held(index: $0.index, place: $0.place, saved: $0.place) }
            } catch let damage as Fault {
                fault = damage
            }
        }
        let before = known
        let damage = fault?.message ?? "none was kept"
        return try await shelf.database.read { session in
            let changes = try ChangeJournal.changes(since: before?.place ?? ChangeJournal.Place(), in: session)
            if var led = before {
                if let records = changes.records, isFew(records.count, beside: led.index) {
                    try lead(&led.index, by: records, in: session)
                    led.place = changes.place
                    led.forgets = led.forgets || changes.forgets
                    return led
                }
            }
            let reason =
                switch (before, changes.records) {
                case (nil, _): damage
                case (_, nil): "the one kept is of other records"
                default: "many records have changed"
                }
            let index = try make(in: session)
            return Held(
                index: index,
                place: changes.place,
                saved: nil,
                forgets: before?.saved != nil,
                made: "the search index was made afresh from the records of \(index.count) people: \(reason)"
            )
        }
    }

    /// Shows what changed under the joined people it belongs to now.
    private static func lead(_ index: inout PersonIndex, by records: Set<Int64>, in session: any Session) throws {
        guard !records.isEmpty else { return }
        let touched = records.union(try RecordShelf.nominals(touchedBy: records.sorted(), in: session))
        let persons = Set(try JoinShelf.persons(of: touched, in: session).values)
        let members = try JoinShelf.members(of: persons, in: session)
        var documents: [Int64: IndexDocument] = [:]
        let gathered = try RecordShelf.gather(only: members.keys.sorted(), in: session)
        for (handle, gathering) in gathered.sorted(by: { $0.key < $1.key }) {
            let person = members[handle] ?? handle
            gathering.describe(&documents[person, default: IndexDocument(handle: person)])
        }
        for person in touched.union(persons) { index.remove(person) }
        index.insert(documents.values.sorted { $0.handle < $1.handle })
    }

    private static func make(in session: any Session) throws -> PersonIndex {
        var membership: [Int64: Int64] = [:]
        try session.forEach("SELECT record, person FROM records_member") { row in
            membership[try row.integer(0)] = try row.integer(1)
        }
        var documents: [Int64: IndexDocument] = [:]
        for (handle, gathering) in try RecordShelf.gather(in: session) {
            let person = membership[handle] ?? handle
            gathering.describe(&documents[person, default: IndexDocument(handle: person)])
        }
        return PersonIndex(Array(documents.values))
    }

    @concurrent
    private static func store(_ held: Held, _ file: CatalogueFile) async throws -> Held {
        var index = held.index
        index.compact()
        return Held(index: try file.write(index, at: held.place), place: held.place, saved: held.place)
    }

    // MARK: - Reading

    /// Joined people for the words, the best first: those who match the most words, and nobody who matches fewer.
    ///
    /// Whoever asks for `okafor leeds` has no need of everybody in Leeds (DPA 2018 s.37: no more than is necessary).
    nonisolated func search(
        _ text: String,
        limit: Int
    ) async throws -> [(person: PersonID, score: Double, matched: [MatchedTerm])] {
        let hits = try await ready().search(text, limit: limit).map { hit in
            (hit: hit, words: Set(hit.matched.map(\.queryWord)).count)
        }
        let most = hits.map(\.words).max() ?? 0
        return hits.filter { $0.words == most }.map { (PersonID(number: $0.hit.handle), $0.hit.score, $0.hit.matched) }
    }

    /// Joined people who match any word, best first, with how many words each matches and how many were asked.
    ///
    /// For who must leave some out and still answer as if they were not there.
    nonisolated func matches(
        _ text: String,
        limit: Int
    ) async throws -> (asked: Int, people: [(person: PersonID, words: Int, matched: [MatchedTerm])]) {
        let index = try await ready()
        let people = index.search(text, limit: limit).map { hit in
            (PersonID(number: hit.handle), Set(hit.matched.map(\.queryWord)).count, hit.matched)
        }
        return (index.wordCount(of: text), people)
    }

    /// What Linkage needs to know of every nominal, in the order of their handles.
    func sketches() async throws -> [PersonSketch] {
        try await shelf.gather().sorted { $0.key < $1.key }.map { $0.value.sketch(handle: $0.key) }
    }

    /// The nominals of every joined person by their ids.
    func clusters() async throws -> [[RecordID]] {
        let membership = try await joins.membership()
        var clusters: [Int64: [RecordHandle]] = [:]
        for handle in try await shelf.gather().keys {
            clusters[membership[handle] ?? handle, default: []].append(RecordHandle(number: handle))
        }
        var result: [[RecordID]] = []
        for (_, handles) in clusters.sorted(by: { $0.key < $1.key }) {
            result.append(try await shelf.current(handles).map(\.record.id))
        }
        return result
    }
}
