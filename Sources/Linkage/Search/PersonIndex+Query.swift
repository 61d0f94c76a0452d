/// One word of a question: how it was asked, and the stored words it may mean with how well each fits.
private struct QueryWord {
    var text: String
    var candidates: [Candidate] = []
    var known: Set<UInt32> = []

    struct Candidate {
        var term: UInt32
        var kind: MatchedTerm.Kind
        /// 1 for the word itself, less for a word that is only like it.
        var fit: Float
    }

    mutating func add(_ term: UInt32, _ kind: MatchedTerm.Kind, _ fit: Float) {
        if known.insert(term).inserted { candidates.append(Candidate(term: term, kind: kind, fit: fit)) }
    }
}

extension PersonIndex {
    /// The most words of a question that are read.
    private static let wordsMax = 8
    /// The most words a beginning may stand for.
    private static let beginningsMax = 400
    /// The most documents one word of a question is followed into.
    private static let documentsMax = 250_000

    /// Finds people by free text: `okafor leeds`, `okafor 1991`, `07700 900461`, `AB00 XYZ`, `LS6 3AA`, `o'kaf`.
    ///
    /// People in whom every word is found come first, by how well and how rarely the words fit; people in whom only
    /// some are found follow only when those are fewer than the limit. Ties go by handle.
    package func search(_ text: String, limit: Int) -> [IndexHit] {
        let asked = questionWords(text)
        let words = asked.map { candidates(for: $0, alone: asked.count == 1) }
        guard limit > 0, !words.isEmpty, count > 0 else { return [] }
        var masks = [UInt8](repeating: 0, count: placeCount)
        var scores = [Float](repeating: 0, count: placeCount)
        var touched: [UInt32] = []
        for (number, word) in words.enumerated() {
            let bit = UInt8(1) << UInt8(number)
            var budget = Self.documentsMax
            for candidate in word.candidates {
                let frequency = frequency(candidate.term)
                guard frequency > 0, budget > 0 else { continue }
                budget -= frequency
                let rarity = Float(Binary.log(1 + Double(count) / Double(frequency)))
                let gain = candidate.fit * (1 + rarity / 20)
                eachDocument(of: candidate.term) { document in
                    let place = Int(document)
                    guard masks[place] & bit == 0 else { return }
                    if masks[place] == 0 { touched.append(document) }
                    masks[place] |= bit
                    scores[place] += gain
                }
            }
        }
        return best(touched, words, masks, scores, limit)
    }

    /// How many words of a question are looked for.
    package func wordCount(of text: String) -> Int { questionWords(text).count }

    private func best(
        _ touched: [UInt32],
        _ words: [QueryWord],
        _ masks: [UInt8],
        _ scores: [Float],
        _ limit: Int
    ) -> [IndexHit] {
        let all = UInt8(truncatingIfNeeded: (1 << words.count) - 1)
        var full = touched.filter { masks[Int($0)] == all }
        if full.count < limit { full = touched }
        func precedes(_ a: UInt32, _ b: UInt32) -> Bool {
            let x = masks[Int(a)].nonzeroBitCount
            let y = masks[Int(b)].nonzeroBitCount
            if x != y { return x > y }
            let p = scores[Int(a)]
            let q = scores[Int(b)]
            return p != q ? p > q : handle(a) < handle(b)
        }
        return Self.first(limit, of: full, by: precedes).map { document in
            IndexHit(
                handle: handle(document),
                score: Double(masks[Int(document)].nonzeroBitCount - 1) * 10 + Double(scores[Int(document)]),
                matched: words.compactMap { word in
                    word.candidates.first { holds(document, $0.term) }.map {
                        MatchedTerm(queryWord: word.text, storedWord: shown($0.term), kind: $0.kind)
                    }
                }
            )
        }
    }

    /// The first elements in order, without sorting the rest.
    ///
    /// O(n log limit).
    private static func first(_ limit: Int, of all: [UInt32], by precedes: (UInt32, UInt32) -> Bool) -> [UInt32] {
        var kept: [UInt32] = []
        for element in all {
            if kept.count == limit, let last = kept.last, !precedes(element, last) { continue }
            var low = 0
            var high = kept.count
            while low < high {
                let middle = (low + high) / 2
                if precedes(kept[middle], element) { low = middle + 1 } else { high = middle }
            }
            kept.insert(element, at: low)
            if kept.count > limit { kept.removeLast() }
        }
        return kept
    }

    private func shown(_ term: UInt32) -> String {
        let text = self.words.string(term)
        guard let first = text.utf8.first, first < 0x30 else { return text }
        return String(text.dropFirst())
    }

    // MARK: - Reading the question

    /// The words of a question; numbers written in pieces are put together when the whole is known here.
    private func questionWords(_ text: String) -> [[UInt8]] {
        if let date = Self.date(text) { return [date] }
        var words: [[UInt8]] = []
        var pieces: [[UInt8]] = []
        for piece in text.split(separator: " ", maxSplits: 64, omittingEmptySubsequences: true) {
            if let date = Self.date(String(piece)) {
                pieces.append(date)
                continue
            }
            var bytes: [UInt8] = []
            TextFold.fold(String(piece), into: &bytes)
            for range in TextFold.words(of: bytes) { pieces.append(Array(bytes[range])) }
        }
        var next = 0
        while next < pieces.count, words.count < Self.wordsMax {
            if let (word, used) = wholeNumber(pieces, from: next) {
                words.append(word)
                next += used
                continue
            }
            let piece = pieces[next]
            let outward = PostcodeShape.outwardCount(piece.span)
            if outward > 0, outward < piece.count, words.count + 1 < Self.wordsMax {
                words.append(Array(piece[..<outward]))
                words.append(Array(piece[outward...]))
            } else {
                words.append(piece)
            }
            next += 1
        }
        return words
    }

    /// The longest run of up to four pieces that is a phone, plate or identifier stored here.
    private func wholeNumber(_ pieces: [[UInt8]], from start: Int) -> (word: [UInt8], used: Int)? {
        for used in stride(from: min(4, pieces.count - start), through: 1, by: -1) {
            let joined = Array(pieces[start..<(start + used)].joined())
            guard joined.count >= 4, joined.contains(where: { (0x30...0x39).contains($0) }) else { continue }
            let code = [IndexTerms.codeMark] + joined
            if self.words.find(code.span) != nil { return (code, used) }
            guard joined.count >= 6, joined.allSatisfy({ (0x30...0x39).contains($0) }) else { continue }
            let phone = [IndexTerms.phoneMark] + IndexTerms.phoneDigits(String(decoding: joined, as: UTF8.self))
            if self.words.find(phone.span) != nil || joined.count >= 9 { return (phone, used) }
        }
        return nil
    }

    /// A date written `14/03/1991`, `14.3.1991`, `1991-03-14` or `03/1991`, as it is stored.
    private static func date(_ text: String) -> [UInt8]? {
        let parts = text.split(omittingEmptySubsequences: false) { "/-.".contains($0) }
        guard (2...3).contains(parts.count) else { return nil }
        let numbers = parts.compactMap { part in
            part.utf8.count <= 4 && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt32(part) : nil
        }
        guard numbers.count == parts.count, let first = numbers.first, let last = numbers.last else { return nil }
        let ordered = first > 31 ? numbers : Array(numbers.reversed())
        guard max(first, last) > 999, (1...12).contains(ordered[1]) else { return nil }
        let day = ordered.count == 3 ? ordered[2] : 0
        guard day <= 31 else { return nil }
        return IndexTerms.dateWord(PackedDate(value: ordered[0] * 10_000 + ordered[1] * 100 + day))
    }

    // MARK: - What a word may mean

    /// `alone`: whether nothing else is asked; then a date means itself and no date like it.
    private func candidates(for bytes: [UInt8], alone: Bool) -> QueryWord {
        let isMarked = bytes.first.map { $0 < 0x30 } ?? false
        let text = String(decoding: isMarked ? Array(bytes.dropFirst()) : bytes, as: UTF8.self)
        var word = QueryWord(text: text)
        let span = bytes.span
        if let term = self.words.find(span) { word.add(term, .exact, 1) }
        lookups.eachBeginning(with: span, in: self.words, limit: Self.beginningsMax) { word.add($0, .prefix, 0.8) }
        if bytes.first == IndexTerms.dateMark, !alone {
            for near in IndexTerms.datesMistaken(for: bytes) {
                if let term = self.words.find(near.span) { word.add(term, .fuzzy, 0.6) }
            }
        }
        let hasDigit = bytes.contains { (0x30...0x39).contains($0) }
        if hasDigit, !isMarked, bytes.count >= 2 {
            let code = [IndexTerms.codeMark] + bytes
            if let term = self.words.find(code.span) { word.add(term, .exact, 1) }
            lookups.eachBeginning(with: code.span, in: self.words, limit: Self.beginningsMax) {
                word.add($0, .prefix, 0.8)
            }
        }
        guard !hasDigit, !isMarked, bytes.count >= 3 else { return word }
        for name in NicknameTable.variants(of: text) {
            if let term = self.words.find(name.utf8Span.span) { word.add(term, .nickname, 0.7) }
        }
        var near: [(distance: Int, term: UInt32)] = []
        lookups.eachNear(span, in: self.words) { term in
            let distance = self.words.lend(term) {
                EditDistance.isWithinOne(span, $0) ? 1 : EditDistance.alignment(span, $0)
            }
            if distance <= (bytes.count >= 7 ? 2 : 1) { near.append((distance, term)) }
        }
        for (distance, term) in near.sorted(by: <) { word.add(term, .fuzzy, distance == 1 ? 0.65 : 0.5) }
        lookups.eachSounding(span, in: self.words) { term in
            if self.words.lend(term, { JaroWinkler.similarity(span, $0) }) >= 0.75 { word.add(term, .phonetic, 0.35) }
        }
        return word
    }
}
