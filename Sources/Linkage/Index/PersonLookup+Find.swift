/// A person who may be the one asked for.
package struct LookupHit: Sendable, Hashable {
    /// The person's handle in the index.
    package var handle: Int64
    /// log2 of the odds that the two are one person: what joining gives the pair.
    package var bits: Double

    /// The probability that the two are one person.
    package var probability: Double { Binary.probability(bits) }
}

/// A model, made ready for look-ups.
package struct LookupWeights: Sendable {
    let model: LinkageModel
    let table: WeightTable

    /// Prepares a model; keep the outcome as long as the model stays.
    package init(_ model: LinkageModel) {
        self.model = model
        table = WeightTable(model)
    }

    func givenShare(_ name: String) -> Float { share(model.givenNames[name]) }
    func surnameShare(_ name: String) -> Float { share(model.surnames[name]) }

    private func share(_ share: Double?) -> Float {
        Float(Binary.log(share.map { min($0, 0.999) } ?? model.rareShare))
    }

    /// The shares of the values of a few columns: as ``NameShares/logarithms(_:_:)``, which goes through the model.
    func shares(_ columns: PersonColumns) -> NameShares.Logarithms {
        let names = (0..<UInt32(columns.names.count)).map { columns.names.text($0) }
        return NameShares.Logarithms(
            given: names.map(givenShare),
            surname: names.map(surnameShare),
            others: (0..<4).map { kind in
                (0..<UInt32(columns.otherTexts[kind].count)).map {
                    share(model.others?[kind][columns.otherTexts[kind].text($0)])
                }
            }
        )
    }
}

extension PersonLookup {
    /// How many more than are asked for are compared in full, because the quick weights are not quite the full ones.
    private static let finalistsMore = 4

    /// In a candidate: a place in the changes, not in the base.
    private static let changed: UInt32 = 0x8000_0000

    /// The people most likely to be the one asked for, the likeliest first; of equal ones the lower handle first.
    ///
    /// A person with the handle of the question is left out: nobody is a double of itself. O(candidates), of which
    /// there are ``LookupScratch/candidatesMax`` at most.
    package func find(
        _ sketch: PersonSketch,
        best count: Int,
        by weights: LookupWeights,
        scratch: inout LookupScratch
    ) -> [LookupHit] {
        find(PersonColumns([sketch]), 0, as: sketch.handle, best: count, by: weights, scratch: &scratch)
    }

    /// The people most likely to be one that stands in columns, asked for under a handle of the index's own.
    package func find(
        _ people: PersonColumns,
        _ record: Int,
        as handle: Int64,
        best count: Int,
        by weights: LookupWeights,
        scratch: inout LookupScratch
    ) -> [LookupHit] {
        var draft = IndexDraft(IndexLexicon(flat: base.lexicon, settled: delta.draft.lexicon.fresh))
        var numbers = IndexDraft.ColumnNumbers(people)
        draft.append(people, record, &numbers)
        scratch.begin()
        return withExtendedLifetime(base.owner) {
            delta.withRecords { changes in
                draft.bytes.withUnsafeBytes { bytes in
                    let question = IndexRecord(bytes: FlatSection(bytes), width: draft.width)
                    let variants = variants(question, draft.lexicon)
                    collect(question, draft.lexicon, variants, &scratch)
                    let score = QuickScore(question, draft.lexicon, variants: variants, weights)
                    rank(score, changes, handle, &scratch)
                    scratch.ranked.sort { $0.bits != $1.bits ? $0.bits > $1.bits : $0.handle < $1.handle }
                    var columns = PersonColumns()
                    columns.begin(0)
                    columns.add(question, at: 0, draft.lexicon)
                    let ranked = scratch.ranked.prefix(count + Self.finalistsMore)
                    let hits = compare(&columns, handle, ranked, draft.lexicon, changes, weights)
                    return Array(hits.prefix(count))
                }
            }
        }
    }

    /// Pet and long forms of the first names asked for, as far as anybody has them.
    private func variants(_ question: IndexRecord, _ lexicon: IndexLexicon) -> [UInt32] {
        var variants: [UInt32] = []
        question.eachValue(at: 0) { field, number, _ in
            guard field == IndexRecord.Field.first else { return }
            for variant in NicknameTable.variants(of: lexicon.string(number)) {
                if let id = lexicon.find(variant.utf8Span.span) { variants.append(id) }
            }
        }
        return variants
    }

    // MARK: - Candidates

    private func collect(
        _ record: IndexRecord,
        _ lexicon: IndexLexicon,
        _ variants: [UInt32],
        _ scratch: inout LookupScratch
    ) {
        var keys = IndexKeys()
        swap(&keys, &scratch.keys)
        keys.read(record, at: 0, lexicon)
        for variant in variants { lexicon.lend(variant) { keys.addVariant($0) } }
        let isChanged = changes > 0
        var asked = LookupScratch.Asked()
        swap(&asked, &scratch.asked)
        keys.eachOfQuestion { key, weight in
            guard scratch.candidates.count < LookupScratch.candidatesMax else { return }
            if isChanged { return addBoth(key, weight, &scratch) }
            asked.keys.append(key)
            asked.weights.append(weight)
            if asked.keys.count == LookupScratch.Asked.atOnce { add(&asked, &scratch) }
        }
        add(&asked, &scratch)
        swap(&asked, &scratch.asked)
        swap(&keys, &scratch.keys)
    }

    /// The people of the base with some keys, in the order of the keys until there are enough; empties what was asked.
    private func add(_ asked: inout LookupScratch.Asked, _ scratch: inout LookupScratch) {
        base.table.find(asked.keys, into: &asked.found)
        for (place, value) in asked.found.enumerated() {
            guard scratch.candidates.count < LookupScratch.candidatesMax else { break }
            let weight = asked.weights[place]
            var left = LookupScratch.perKeyMax
            base.each(found: value) { place in
                scratch.add(place, weight)
                left -= 1
                return left > 0
            }
        }
        asked.keys.removeAll(keepingCapacity: true)
        asked.weights.removeAll(keepingCapacity: true)
    }

    /// The living people with a key, those with the lowest handles when there are too many.
    private func addBoth(_ key: UInt64, _ weight: Int, _ scratch: inout LookupScratch) {
        let added = delta.people(key)
        var next = 0
        var left = LookupScratch.perKeyMax
        base.each(key) { place in
            if delta.removed.contains(place) { return true }
            let handle = base.handle(Int(place))
            while left > 0, next < added.count, delta.draft.handles[Int(added[next])] < handle {
                scratch.add(added[next] | Self.changed, weight)
                next += 1
                left -= 1
            }
            if left > 0 { scratch.add(place, weight) }
            left -= 1
            return left > 0
        }
        for place in added[next...].prefix(max(left, 0)) { scratch.add(place | Self.changed, weight) }
    }

    private func handle(_ place: UInt32) -> Int64 {
        place & Self.changed == 0 ? base.handle(Int(place)) : delta.draft.handles[Int(place & ~Self.changed)]
    }

    /// The candidates that share most with the question, in no order; of equal ones those with the lower handles.
    private func chosen(_ scratch: LookupScratch) -> [UInt32] {
        let candidates = scratch.candidates
        guard candidates.count > LookupScratch.weighedMax else { return candidates }
        if changes == 0 {
            // In the base, the order of places is that of handles, which lie further away.
            var order = candidates.indices.map {
                UInt64(UInt32.max - scratch.shared[$0]) << 32 | UInt64(candidates[$0])
            }
            order.withUnsafeMutableBufferPointer { Selection.bring($0, least: LookupScratch.weighedMax) }
            return order.prefix(LookupScratch.weighedMax).map { UInt32(truncatingIfNeeded: $0) }
        }
        let order = candidates.indices.map { (shared: scratch.shared[$0], handle: handle(candidates[$0]), index: $0) }
        return order.sorted { $0.shared != $1.shared ? $0.shared > $1.shared : $0.handle < $1.handle }
            .prefix(LookupScratch.weighedMax).map { candidates[$0.index] }
    }

    /// Weighs the candidates that share most with the question.
    private func rank(_ score: QuickScore, _ changes: IndexRecord, _ asked: Int64, _ scratch: inout LookupScratch) {
        let chosen = chosen(scratch)
        // The records lie far apart: asked for all at once, they come at the speed of memory.
        var touched: UInt8 = 0
        for place in chosen where place & Self.changed == 0 { touched ^= base.touch(Int(place)) }
        for place in chosen {
            let handle = handle(place)
            if handle == asked { continue }
            let own = Int(place & ~Self.changed)
            let bits =
                place & Self.changed != 0
                ? score.bits(changes, at: delta.draft.starts[own], &scratch)
                : score.bits(base.records, at: base.start(own), &scratch)
            scratch.ranked.append((bits, handle, place))
        }
        withExtendedLifetime(touched) {}
    }

    // MARK: - Comparing

    /// Compares the finalists as joining does, by its own comparer; the columns hold the question and are filled up.
    private func compare(
        _ columns: inout PersonColumns,
        _ asked: Int64,
        _ finalists: ArraySlice<(bits: Double, handle: Int64, place: UInt32)>,
        _ lexicon: IndexLexicon,
        _ changes: IndexRecord,
        _ weights: LookupWeights
    ) -> [LookupHit] {
        for (offset, finalist) in finalists.enumerated() {
            let own = Int(finalist.place & ~Self.changed)
            columns.begin(Int64(offset + 1))
            if finalist.place & Self.changed != 0 {
                columns.add(changes, at: delta.draft.starts[own], lexicon)
            } else {
                columns.add(base.records, at: base.start(own), lexicon)
            }
        }
        columns.finish()
        let comparer = PairComparer(columns: columns, shares: weights.shares(columns), levels: weights.model.levels)
        var hits: [LookupHit] = []
        for (offset, finalist) in finalists.enumerated() {
            // Joining compares the lower handle with the higher.
            let outcome =
                asked < finalist.handle ? comparer.compare(0, offset + 1) : comparer.compare(offset + 1, 0)
            hits.append(LookupHit(handle: finalist.handle, bits: weights.table.totalBits(outcome)))
        }
        return hits.sorted { $0.bits != $1.bits ? $0.bits > $1.bits : $0.handle < $1.handle }
    }
}
