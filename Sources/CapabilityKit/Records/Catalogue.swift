import Linkage
import Vocabulary

/// The search index of this node, held in memory and made from the records when somebody first searches.
///
/// Commands that search nothing (an import of a million people) thus never pay for it.
actor Catalogue {
    private let shelf: RecordShelf
    private let joins: JoinShelf
    private var index: PersonIndex?
    /// The making under way, for which everybody waits who asks meanwhile.
    private var making: Task<PersonIndex, any Error>?
    /// Counts the changes made, so that one that was overtaken is known.
    private var changes = 0

    init(shelf: RecordShelf, joins: JoinShelf) {
        self.shelf = shelf
        self.joins = joins
    }

    /// How many people can be found; `nil` while there is no index.
    var people: Int? { index?.count }

    /// Forgets the index, because records or joins have changed; the next search makes it afresh.
    func invalidate() {
        changes += 1
        index = nil
        making = nil
    }

    /// Shows some nominals under the joined persons they belong to now; nothing else of the index changes.
    ///
    /// Where that cannot be done, the index is forgotten, and the next search makes it afresh.
    func refresh(_ reforming: Reforming) async {
        guard index != nil, making == nil else { return invalidate() }
        changes += 1
        let change = changes
        guard let gathered = try? await shelf.gather(only: reforming.after.keys.sorted()), change == changes,
            index != nil
        else { return invalidate() }
        var documents: [Int64: IndexDocument] = [:]
        for (handle, gathering) in gathered.sorted(by: { $0.key < $1.key }) {
            let person = reforming.after[handle] ?? handle
            gathering.describe(&documents[person, default: IndexDocument(handle: person)])
        }
        for person in Set(reforming.before.values).union(reforming.after.values) { index?.remove(person) }
        index?.insert(documents.values.sorted { $0.handle < $1.handle })
    }

    /// The index, made from the current records and joins if it is not there.
    @discardableResult
    func ready() async throws -> PersonIndex {
        if let index { return index }
        let task = making ?? Task { try await Self.make(shelf, joins) }
        making = task
        let result = await task.result
        // One begun before the records changed serves those who asked before, and is not kept.
        if making == task {
            making = nil
            index = try? result.get()
        }
        return try result.get()
    }

    private static func make(_ shelf: RecordShelf, _ joins: JoinShelf) async throws -> PersonIndex {
        let membership = try await joins.membership()
        var documents: [Int64: IndexDocument] = [:]
        for (handle, gathering) in try await shelf.gather() {
            let person = membership[handle] ?? handle
            var document = documents[person] ?? IndexDocument(handle: person)
            gathering.describe(&document)
            documents[person] = document
        }
        return PersonIndex(documents.values.sorted { $0.handle < $1.handle })
    }

    /// Joined people for the words, the best first: those who match the most words, and nobody who matches fewer.
    ///
    /// Whoever asks for `okafor leeds` has no need of everybody in Leeds (DPA 2018 s.37: no more than is necessary).
    func search(
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
    func matches(
        _ text: String,
        limit: Int
    ) async throws -> (asked: Int, people: [(person: PersonID, words: Int, matched: [MatchedTerm])]) {
        let index = try await ready()
        let people = index.search(text, limit: limit).map { hit in
            (PersonID(number: hit.handle), Set(hit.matched.map(\.queryWord)).count, hit.matched)
        }
        return (index.words(in: text), people)
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
