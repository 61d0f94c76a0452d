import Vocabulary

/// Finds people by words of their names, places, numbers and dates, spelt right or wrong.
///
/// Distinct words are numbered once; each has the ascending list of documents that hold it. Words can be looked up
/// exactly, by their beginning, by one edit (through the words with one letter left out) and by sound. Built in bulk;
/// later insertions and removals go to a small layer on top that is folded in when it has grown. In memory: about a
/// hundred bytes a person.
package struct PersonIndex: Sendable {
    /// By document: the caller's handle, in the order of insertion.
    var handles: [Int64] = []
    private var removed: [Bool] = []
    private var places: [Int64: UInt32] = [:]
    var terms = ByteDictionary()
    /// Documents of each word up to ``builtTerms``, ascending, end to end.
    private var starts: [UInt32] = [0]
    private var postings: [UInt32] = []
    /// Documents added since, by word.
    private var added: [UInt32: [UInt32]] = [:]
    private var addedCount = 0
    private(set) var lookups = TermLookups()

    /// How many documents can be found.
    package private(set) var count = 0

    /// Builds an index; of two documents with one handle the later counts.
    ///
    /// O(total words · log).
    package init(_ documents: [IndexDocument] = []) {
        var entries: [UInt64] = []
        for document in documents { add(document) { entries.append(UInt64($0) << 32 | UInt64($1)) } }
        RadixSort.sort(&entries)
        build(entries)
    }

    /// Adds a document, or replaces the one with its handle.
    package mutating func insert(_ document: IndexDocument) { insert([document]) }

    /// Adds documents, replacing those with their handles; quicker than one by one.
    package mutating func insert(_ documents: [IndexDocument]) {
        let known = terms.count
        for document in documents {
            var found: Set<UInt32> = []
            var place: UInt32 = 0
            add(document) {
                found.insert($0)
                place = $1
            }
            for term in found { added[term, default: []].append(place) }
            addedCount += found.count
        }
        lookups.append(terms, from: known)
        // Recent words are looked through one by one, so there must never be many.
        if addedCount > 1024 + postings.count / 4 || lookups.recentCount > 2048 + terms.count / 16 { fold() }
    }

    /// Takes a document out; nothing happens when there is none with this handle.
    package mutating func remove(_ handle: Int64) {
        guard let place = places.removeValue(forKey: handle) else { return }
        removed[Int(place)] = true
        count -= 1
    }

    private mutating func add(_ document: IndexDocument, _ body: (UInt32, UInt32) -> Void) {
        remove(document.handle)
        let place = UInt32(handles.count)
        handles.append(document.handle)
        removed.append(false)
        places[document.handle] = place
        count += 1
        IndexTerms.each(document) { body(terms.intern($0), place) }
    }

    /// Lays out the postings from sorted `term << 32 | document` entries and makes the look-ups anew.
    private mutating func build(_ entries: [UInt64]) {
        postings = []
        postings.reserveCapacity(entries.count)
        starts = []
        starts.reserveCapacity(terms.count + 1)
        var last: UInt64?
        for entry in entries where entry != last {
            last = entry
            let term = Int(entry >> 32)
            while starts.count <= term { starts.append(UInt32(postings.count)) }
            postings.append(UInt32(truncatingIfNeeded: entry))
        }
        while starts.count <= terms.count { starts.append(UInt32(postings.count)) }
        added = [:]
        addedCount = 0
        lookups = TermLookups(terms)
    }

    /// Makes one layer of the two and drops removed documents.
    private mutating func fold() {
        var renumbered = [UInt32](repeating: 0, count: handles.count)
        var kept: [Int64] = []
        for place in handles.indices where !removed[place] {
            renumbered[place] = UInt32(kept.count)
            kept.append(handles[place])
        }
        var entries: [UInt64] = []
        for term in 0..<UInt32(terms.count) {
            eachDocument(of: term) { entries.append(UInt64(term) << 32 | UInt64(renumbered[Int($0)])) }
        }
        RadixSort.sort(&entries)
        handles = kept
        removed = Array(repeating: false, count: kept.count)
        for (place, handle) in kept.enumerated() { places[handle] = UInt32(place) }
        build(entries)
    }

    // MARK: - Reading

    /// How many documents a word was stored in, removed ones included.
    func frequency(_ term: UInt32) -> Int {
        let built = Int(term) + 1 < starts.count ? Int(starts[Int(term) + 1] - starts[Int(term)]) : 0
        return built + (added[term]?.count ?? 0)
    }

    /// Calls the body with each document that holds the word, ascending.
    func eachDocument(of term: UInt32, _ body: (UInt32) -> Void) {
        if Int(term) + 1 < starts.count {
            for index in Int(starts[Int(term)])..<Int(starts[Int(term) + 1]) where !removed[Int(postings[index])] {
                body(postings[index])
            }
        }
        for document in added[term] ?? [] where !removed[Int(document)] { body(document) }
    }

    /// Whether a document holds the word.
    ///
    /// O(log documents).
    func holds(_ document: UInt32, _ term: UInt32) -> Bool {
        if let late = added[term], late.contains(document) { return true }
        guard Int(term) + 1 < starts.count else { return false }
        var low = Int(starts[Int(term)])
        var high = Int(starts[Int(term) + 1])
        while low < high {
            let middle = (low + high) / 2
            if postings[middle] == document { return true }
            if postings[middle] < document { low = middle + 1 } else { high = middle }
        }
        return false
    }
}
