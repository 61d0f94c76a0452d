import Vocabulary

/// People being written into the form of an index, with the texts they speak of.
struct IndexDraft: Sendable {
    var lexicon: IndexLexicon
    let width: Int
    private(set) var bytes: [UInt8] = []
    /// Where each record starts, with one more for the end.
    private(set) var starts: [Int] = [0]
    private(set) var handles: [Int64] = []

    var count: Int { handles.count }

    init(_ lexicon: IndexLexicon, width: Int = 4) {
        self.lexicon = lexicon
        self.width = width
    }

    /// The people of the columns, in the order of their handles.
    init(_ columns: PersonColumns) {
        var texts = columns.names.texts.count + columns.postcodeTexts.count + columns.addressTexts.words.count
        // A word of an address can be an abbreviation that the column has under the word it stands for as well.
        texts += columns.otherTexts.reduce(columns.addressTexts.words.count) { $0 + $1.count }
        self.init(IndexLexicon(), width: texts < 1 << 24 ? 3 : 4)
        bytes.reserveCapacity(columns.count * 36)
        starts.reserveCapacity(columns.count + 1)
        handles.reserveCapacity(columns.count)
        append(columns)
    }

    /// Appends the people of columns.
    mutating func append(_ columns: PersonColumns) {
        var numbers = ColumnNumbers(columns)
        for record in 0..<columns.count { append(columns, record, &numbers) }
    }

    /// Columns by field, and the numbers of the lexicon for their numbers, found once for each.
    struct ColumnNumbers {
        fileprivate let runs: [Runs]
        fileprivate var names: [UInt32]
        fileprivate var postcodes: [UInt32]
        fileprivate var others: [[UInt32]]

        init(_ columns: PersonColumns) {
            runs =
                [columns.firsts, columns.middles, columns.surnames, columns.births, columns.postcodes]
                + [columns.addresses, columns.phones, columns.emails, columns.identifiers] + columns.others
            names = Array(repeating: .max, count: columns.names.count)
            postcodes = Array(repeating: .max, count: columns.postcodeTexts.count)
            others = columns.otherTexts.map { Array(repeating: .max, count: $0.count) }
        }
    }

    /// Appends one person of the columns.
    mutating func append(_ columns: PersonColumns, _ record: Int, _ numbers: inout ColumnNumbers) {
        begin(columns.handles[record], sex: columns.sexes[record], counts: numbers.runs.map { $0.range(record).count })
        for field in numbers.runs.indices {
            for index in numbers.runs[field].range(record) {
                append(columns, field, numbers.runs[field].values[index], &numbers)
            }
        }
        close()
    }

    private mutating func append(
        _ columns: PersonColumns,
        _ field: Int,
        _ value: UInt32,
        _ numbers: inout ColumnNumbers
    ) {
        switch field {
        case IndexRecord.Field.birth: IndexRecord.number(value, width: 4, &bytes)
        case IndexRecord.Field.address:
            let text = columns.addressTexts.text(value)
            appendAddress(text.utf8.split(separator: 0x20).prefix(255).map { intern(Substring($0)) })
        case IndexRecord.Field.phone: inline(columns.phoneTexts, value)
        case IndexRecord.Field.email: inline(columns.emailTexts, value)
        case IndexRecord.Field.identifier: inline(columns.identifierTexts, value)
        case IndexRecord.Field.postcode: number(columns.postcodeTexts, value, &numbers.postcodes)
        case IndexRecord.Field.other...:
            let kind = field - IndexRecord.Field.other
            number(columns.otherTexts[kind], value, &numbers.others[kind])
        default: number(columns.names.texts, value, &numbers.names)
        }
    }

    private mutating func intern(_ word: Substring) -> UInt32 { lexicon.intern(word.utf8Span.span) }

    private mutating func inline(_ texts: ByteDictionary, _ id: UInt32) {
        IndexRecord.inline(texts.bytes.span.extracting(texts.range(id)), &bytes)
    }

    private mutating func number(_ texts: ByteDictionary, _ id: UInt32, _ known: inout [UInt32]) {
        if known[Int(id)] == .max {
            known[Int(id)] = lexicon.intern(texts.bytes.span.extracting(texts.range(id)))
        }
        IndexRecord.number(known[Int(id)], width: width, &bytes)
    }

    private mutating func appendAddress(_ words: [UInt32]) {
        bytes.append(UInt8(words.count))
        for word in words { IndexRecord.number(word, width: width, &bytes) }
    }

    /// Numbers of another lexicon, whose texts are taken over only as records speak of them.
    struct Translation {
        private let other: IndexLexicon
        private var known: [UInt32]

        init(_ other: IndexLexicon) {
            self.other = other
            known = Array(repeating: .max, count: other.count)
        }

        /// The number of the same text in a lexicon.
        mutating func number(_ id: UInt32, in lexicon: inout IndexLexicon) -> UInt32 {
            guard Int(id) < known.count else { return id }
            if known[Int(id)] == .max { known[Int(id)] = other.lend(id) { lexicon.intern($0) } }
            return known[Int(id)]
        }
    }

    private mutating func own(_ id: UInt32, _ texts: inout Translation?) -> UInt32 {
        texts?.number(id, in: &lexicon) ?? id
    }

    /// Appends a person who is already written in this form, under numbers of this lexicon or of the one translated.
    mutating func append(_ handle: Int64, _ record: IndexRecord, at start: Int, _ texts: inout Translation?) {
        var counts = [Int](repeating: 0, count: 13)
        var sex: UInt32 = 0
        let end = record.eachValue(at: start) { field, value, _ in
            if field == IndexRecord.Field.sex { sex = value } else { counts[field] += 1 }
        }
        if record.width == width, texts == nil {
            record.bytes.lend(start..<max(start, end)) { span in
                span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
            }
            handles.append(handle)
            close()
            return
        }
        begin(handle, sex: sex == 1 ? 0x66 : sex == 2 ? 0x6D : 0, counts: counts)
        record.eachValue(at: start) { field, value, range in
            switch field {
            case IndexRecord.Field.sex: break
            case IndexRecord.Field.birth: IndexRecord.number(value, width: 4, &bytes)
            case IndexRecord.Field.address:
                let words = stride(from: range.lowerBound, to: range.upperBound, by: record.width)
                appendAddress(words.map { own(record.bytes.number($0, width: record.width), &texts) })
            case IndexRecord.Field.phone, IndexRecord.Field.email, IndexRecord.Field.identifier:
                record.bytes.lend(range) { span in
                    span.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
                }
            default: IndexRecord.number(own(value, &texts), width: width, &bytes)
            }
        }
        close()
    }

    private mutating func begin(_ handle: Int64, sex: UInt8, counts: [Int]) {
        handles.append(handle)
        var mask = sex == 0x66 ? 1 << 13 : sex == 0x6D ? 2 << 13 : 0
        for (field, count) in counts.enumerated() where count > 0 { mask |= 1 << field }
        let several = counts.contains { $0 > 1 }
        if several { mask |= 0x8000 }
        bytes.append(UInt8(truncatingIfNeeded: mask))
        bytes.append(UInt8(truncatingIfNeeded: mask >> 8))
        if several { for count in counts where count > 0 { bytes.append(UInt8(count)) } }
    }

    private mutating func close() { starts.append(bytes.count) }
}
