import Vocabulary

/// Finds people by words of their names, places, numbers and dates, spelt right or wrong.
///
/// Distinct words are numbered once; each has the ascending list of documents that hold it. Words can be looked up
/// exactly, by their beginning, by one edit (through the words with one letter left out) and by sound. Built in bulk
/// into one run of bytes, which can be a mapped file; later insertions and removals go to a small layer on top, which
/// is folded in on demand. About a hundred bytes a person.
package struct PersonIndex: Sendable {
    /// Words longer than this are not found by: nobody types them.
    static let wordMax = 255

    private let base: WordIndexFile
    /// The words of the base, then those that came since.
    private(set) var words: IndexLexicon
    private(set) var lookups: TermLookups
    /// A bit for each document of the base that is no more; empty while all are.
    private var gone: [UInt64] = []
    private var goneCount = 0
    /// Documents added since, in the order in which they came: their handles, and where the living ones are.
    private var lateHandles: [Int64] = []
    private var late: [Int64: UInt32] = [:]
    private var added: [UInt32: [UInt32]] = [:]

    /// Builds an index; of two documents with one handle the later counts.
    ///
    /// O(total words · log).
    package init(_ documents: [IndexDocument] = []) {
        let order = documents.indices.sorted { (documents[$0].handle, $0) < (documents[$1].handle, $1) }
        var handles: [Int64] = []
        var terms = ByteDictionary()
        var entries: [UInt64] = []
        for (place, index) in order.enumerated() {
            let document = documents[index]
            if place + 1 < order.count, documents[order[place + 1]].handle == document.handle { continue }
            let number = UInt64(handles.count)
            handles.append(document.handle)
            IndexTerms.each(document) { word in
                if word.count <= Self.wordMax { entries.append(UInt64(terms.intern(word)) << 32 | number) }
            }
        }
        RadixSort.sort(&entries)
        var starts: [UInt32] = []
        var postings: [UInt32] = []
        starts.reserveCapacity(terms.count + 1)
        postings.reserveCapacity(entries.count)
        var last: UInt64?
        for entry in entries where entry != last {
            last = entry
            while starts.count <= Int(entry >> 32) { starts.append(UInt32(postings.count)) }
            postings.append(UInt32(truncatingIfNeeded: entry))
        }
        while starts.count <= terms.count { starts.append(UInt32(postings.count)) }
        self.init(handles: handles, terms, starts, postings)
    }

    /// Opens an index that was saved.
    ///
    /// The bytes stay where they are: nothing is copied. With `verifying`, the sums of all sections are compared, at
    /// the speed of memory; without, only the head and the bounds are looked at.
    /// - Throws: `Fault` with `linkage.index_damaged` or `linkage.index_version_unknown`.
    package init(reading bytes: FlatBytes, verifying: Bool = true) throws {
        self.init(try WordIndexFile(bytes, verifying: verifying))
    }

    private init(_ base: WordIndexFile) {
        self.base = base
        words = IndexLexicon(flat: base.words)
        lookups = base.lookups
    }

    private init(handles: [Int64], _ terms: ByteDictionary, _ starts: [UInt32], _ postings: [UInt32]) {
        let bytes = WordIndexFile.write(handles: handles, words: terms, starts: starts, postings: postings)
        guard let base = try? WordIndexFile(bytes, verifying: false) else {
            preconditionFailure("an index just written can be read")
        }
        self.init(base)
    }

    /// How many documents can be found.
    package var count: Int { base.documents - goneCount + late.count }

    /// How many changes lie above the base.
    package var changes: Int { lateHandles.count + goneCount }

    /// The bytes to save; `nil` while there are changes that ``compact()`` has not folded in.
    package var bytes: FlatBytes? { changes == 0 ? base.owner : nil }

    // MARK: - Changing

    /// Adds a document, or replaces the one with its handle.
    package mutating func insert(_ document: IndexDocument) { insert([document]) }

    /// Adds documents, replacing those with their handles.
    package mutating func insert(_ documents: [IndexDocument]) {
        let known = words.count
        for document in documents {
            remove(document.handle)
            let place = UInt32(placeCount)
            lateHandles.append(document.handle)
            late[document.handle] = place
            var found: Set<UInt32> = []
            IndexTerms.each(document) { word in
                if word.count <= Self.wordMax { found.insert(words.intern(word)) }
            }
            for term in found { added[term, default: []].append(place) }
        }
        lookups.append(known..<words.count)
    }

    /// Takes a document out; nothing happens when there is none with this handle.
    package mutating func remove(_ handle: Int64) {
        if late.removeValue(forKey: handle) != nil { return }
        guard let place = base.place(of: handle), isAlive(UInt32(place)) else { return }
        if gone.isEmpty { gone = [UInt64](repeating: 0, count: base.documents / 64 + 1) }
        gone[place >> 6] |= 1 << UInt64(place & 63)
        goneCount += 1
    }

    /// Folds the changes into a new base; who is found by what stays as it is.
    ///
    /// What only documents that were taken out had is gone from the bytes: after an erasure this must follow before the
    /// bytes are saved. O(documents · words).
    package mutating func compact() {
        guard changes > 0 else { return }
        var renumbered = [UInt32](repeating: .max, count: placeCount)
        var handles: [Int64] = []
        handles.reserveCapacity(count)
        func keep(_ place: Int, _ handle: Int64) {
            renumbered[place] = UInt32(handles.count)
            handles.append(handle)
        }
        let newer = late.sorted { $0.key < $1.key }
        var next = 0
        for place in 0..<base.documents where isAlive(UInt32(place)) {
            let handle = base.handle(place)
            while next < newer.count, newer[next].key < handle {
                keep(Int(newer[next].value), newer[next].key)
                next += 1
            }
            keep(place, handle)
        }
        for (handle, place) in newer[next...] { keep(Int(place), handle) }
        var terms = ByteDictionary()
        var starts: [UInt32] = [0]
        var postings: [UInt32] = []
        for term in 0..<UInt32(words.count) {
            let first = postings.count
            for index in base.range(term) where renumbered[Int(base.document(index))] != .max {
                postings.append(renumbered[Int(base.document(index))])
            }
            if let places = added[term] {
                for place in places where renumbered[Int(place)] != .max { postings.append(renumbered[Int(place)]) }
                postings[first...].sort()
            }
            guard postings.count > first else { continue }
            _ = words.lend(term) { terms.intern($0) }
            starts.append(UInt32(postings.count))
        }
        self = Self(handles: handles, terms, starts, postings)
    }

    // MARK: - Reading

    /// Places of documents, living or not.
    var placeCount: Int { base.documents + lateHandles.count }

    func handle(_ place: UInt32) -> Int64 {
        Int(place) < base.documents ? base.handle(Int(place)) : lateHandles[Int(place) - base.documents]
    }

    @inline(__always)
    private func isAlive(_ place: UInt32) -> Bool {
        if Int(place) < base.documents {
            return gone.isEmpty || gone[Int(place >> 6)] & (1 << UInt64(place & 63)) == 0
        }
        return late[lateHandles[Int(place) - base.documents]] == place
    }

    /// How many documents a word was stored in, removed ones included.
    func frequency(_ term: UInt32) -> Int { base.range(term).count + (added[term]?.count ?? 0) }

    /// Calls the body with each document that holds the word, ascending.
    @inline(__always)
    func eachDocument(of term: UInt32, _ body: (UInt32) -> Void) {
        withExtendedLifetime(base.owner) {
            for index in base.range(term) {
                let place = base.document(index)
                if isAlive(place) { body(place) }
            }
        }
        for place in added[term] ?? [] where isAlive(place) { body(place) }
    }

    /// Whether a document holds the word.
    ///
    /// O(log documents).
    func holds(_ document: UInt32, _ term: UInt32) -> Bool {
        if let late = added[term], late.contains(document) { return true }
        let range = base.range(term)
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            let place = base.document(middle)
            if place == document { return true }
            if place < document { low = middle + 1 } else { high = middle }
        }
        return false
    }
}
