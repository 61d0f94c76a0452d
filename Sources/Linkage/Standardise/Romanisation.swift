/// Writes letters of other scripts in Latin letters, so that a name meets its Latin spelling.
///
/// Alphabets by the usual English press spelling (Дмитрий is `dmitri`), Arabic and Hebrew by what is written (short
/// vowels are not), Chinese by pinyin without tones, Korean by the Revised Romanisation, Japanese kana by Hepburn, the
/// scripts of India by one table, for their Unicode blocks have one layout. It is a key for finding and comparing, not
/// a transcription. A letter in no table is kept as it is.
struct Romanisation {
    /// The scalar before the one being written, or 0 at a word's beginning.
    private var before: UInt32 = 0
    /// Where the run of Chinese or Korean characters being written began, its length, and where its second and third
    /// characters began.
    private var run = Run()

    private struct Run {
        var start = 0
        var second = 0
        var third = 0
        var count = 0
        var scalars: (UInt32, UInt32) = (0, 0)
        var isHangul = false
    }

    /// Writes a scalar of another script; `false` when it has no Latin form.
    mutating func append(_ scalar: UInt32, into bytes: inout [UInt8]) -> Bool {
        // Points and vowel marks stand on a letter and are none.
        if (0x0591...0x05C7).contains(scalar) || (0x064B...0x065F).contains(scalar) { return true }
        defer { before = scalar }
        switch scalar {
        case 0x0370...0x03FF, 0x1F00...0x1FFF: return greek(scalar, &bytes)
        case 0x0400...0x052F: return cyrillic(scalar, &bytes)
        case 0x0531...0x0587: return Self.put(Self.armenian, scalar, 0x0561, lower: 0x0531...0x0556, by: 0x30, &bytes)
        case 0x0590...0x05FF: return hebrew(scalar, &bytes)
        case 0x0600...0x06FF: return arabic(scalar, &bytes)
        case 0x0900...0x0D7F: return indic(scalar, &bytes)
        case 0x10A0...0x10C5: return Self.put(Self.georgian, scalar + 0x30, 0x10D0, &bytes)
        case 0x10D0...0x10F0: return Self.put(Self.georgian, scalar, 0x10D0, &bytes)
        case 0x1780...0x17D3: return khmer(scalar, &bytes)
        case 0x1C90...0x1CB0: return Self.put(Self.georgian, scalar - 0xBC0, 0x10D0, &bytes)
        case 0x3041...0x30FE: return kana(scalar, &bytes)
        case 0x3400...0x9FFF: return han(scalar, &bytes)
        case 0xAC00...0xD7A3: return hangul(scalar, &bytes)
        default: return false
        }
    }

    /// Says that a mark or a Latin letter came: the run of one script ends.
    ///
    /// A native name written without a space is parted behind its surname: `习近平` is `xi jinping`.
    mutating func endRun(_ bytes: inout [UInt8]) {
        before = 0
        guard run.count > 0 else { return }
        defer { run = Run() }
        guard (2...4).contains(run.count), run.start == 0 || bytes[run.start - 1] == 0x20 else { return }
        if run.isHangul {
            guard run.count <= 3, Self.koreanSurnames.contains(run.scalars.0) else { return }
            bytes.insert(0x20, at: run.second)
        } else if run.count >= 3, HanReading.doubleSurnames.contains([run.scalars.0, run.scalars.1]) {
            bytes.insert(0x20, at: run.third)
        } else if run.count <= 3, HanReading.surnames.contains(run.scalars.0) {
            bytes.insert(0x20, at: run.second)
        }
    }

    /// Says that an apostrophe came: behind a Hebrew letter it is the geresh, elsewhere nothing.
    mutating func apostrophe(_ bytes: inout [UInt8]) {
        if (0x05D0...0x05EA).contains(before) { _ = append(0x05F3, into: &bytes) }
    }

    private mutating func note(_ scalar: UInt32, isHangul: Bool, _ bytes: inout [UInt8]) {
        if run.count > 0, run.isHangul != isHangul { endRun(&bytes) }
        switch run.count {
        case 0: run = Run(start: bytes.count, count: 0, scalars: (scalar, 0), isHangul: isHangul)
        case 1:
            run.second = bytes.count
            run.scalars.1 = scalar
        case 2: run.third = bytes.count
        default: break
        }
        run.count += 1
    }

    private mutating func han(_ scalar: UInt32, _ bytes: inout [UInt8]) -> Bool {
        guard let syllable = HanReading.syllable(scalar) else {
            // A character that is not known ends what could be a native name.
            endRun(&bytes)
            return false
        }
        note(scalar, isHangul: false, &bytes)
        bytes.append(contentsOf: syllable)
        return true
    }

    private mutating func hangul(_ scalar: UInt32, _ bytes: inout [UInt8]) -> Bool {
        note(scalar, isHangul: true, &bytes)
        // Unicode 3.12: a syllable is a number in base 19 × 21 × 28.
        let index = Int(scalar) - 0xAC00
        bytes.append(contentsOf: Self.hangulInitials[index / 588])
        bytes.append(contentsOf: Self.hangulVowels[index % 588 / 28])
        bytes.append(contentsOf: Self.hangulFinals[index % 28])
        return true
    }

    private func kana(_ scalar: UInt32, _ bytes: inout [UInt8]) -> Bool {
        // Hiragana are written by the table of katakana, 0x60 further on.
        let code = scalar < 0x30A1 ? scalar + 0x60 : scalar
        if code == 0x30FC || code == 0x30C3 { return true }
        guard (0x30A1...0x30F6).contains(code) else { return false }
        let sound = Self.kanaSounds[Int(code - 0x30A1)]
        switch code {
        case 0x30E3, 0x30E5, 0x30E7:
            // Small ya, yu, yo take the place of the vowel before: ki + ya is kya, shi + ya is sha.
            if bytes.last == 0x69 {
                bytes.removeLast()
                let ends = bytes.suffix(2)
                let keepsY = !(ends == [0x73, 0x68] || ends == [0x63, 0x68] || ends.last == 0x6A)
                bytes.append(contentsOf: keepsY ? sound : Array(sound.dropFirst()))
            } else {
                bytes.append(contentsOf: sound)
            }
        case 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9:
            // A small vowel takes the place of the vowel before: fu + a is fa, te + i is ti.
            if let last = bytes.last, Self.isVowel(last), before != 0 { bytes.removeLast() }
            bytes.append(contentsOf: sound)
        default: bytes.append(contentsOf: sound)
        }
        return true
    }

    private func cyrillic(_ scalar: UInt32, _ bytes: inout [UInt8]) -> Bool {
        var code = scalar
        switch scalar {
        case 0x0400...0x040F: code += 0x50
        case 0x0410...0x042F: code += 0x20
        case 0x0460...0x0481, 0x048A...0x04BF, 0x04D0...0x052F: code |= 1
        case 0x04C1...0x04CE: code += code & 1
        case 0x0482...0x0489: return true
        default: break
        }
        switch code {
        case 0x0439:
            // The й of -ий and -ый is not written.
            if before == 0x0438 || before == 0x044B || before == 0x0456 || before == 0x0457 { return true }
        case 0x0435, 0x0451, 0x044E, 0x044F:
            // Between a consonant and a soft vowel ъ is mute; elsewhere it is the Bulgarian a.
            if before == 0x044A, bytes.last == 0x61 { bytes.removeLast() }
        case 0x044A where before == 0: return true
        default: break
        }
        if (0x0430...0x045F).contains(code) {
            bytes.append(contentsOf: Self.cyrillicSounds[Int(code - 0x0430)])
            return true
        }
        guard let sound = Self.cyrillicMore[code] else { return false }
        bytes.append(contentsOf: sound)
        return true
    }

    private func greek(_ scalar: UInt32, _ bytes: inout [UInt8]) -> Bool {
        guard let base = Self.greekBase(scalar) else { return false }
        switch base {
        case 0x03B3, 0x03BA, 0x03BE, 0x03C7:
            // γ before a sound of the throat is n; γκ at the beginning is g.
            if before == 0x03B3 || before == 0x0393, bytes.last == 0x67 {
                if base == 0x03BA, bytes.count < 2 || bytes[bytes.count - 2] == 0x20 { return true }
                bytes[bytes.count - 1] = 0x6E
            }
        case 0x03C0, 0x03C4:
            // μπ and ντ at the beginning are b and d.
            let pair: UInt8 = base == 0x03C0 ? 0x6D : 0x6E
            if bytes.last == pair, bytes.count < 2 || bytes[bytes.count - 2] == 0x20, before != 0 {
                bytes[bytes.count - 1] = base == 0x03C0 ? 0x62 : 0x64
                return true
            }
        case 0x03C5:
            if bytes.last == 0x6F {
                bytes.append(0x75)
                return true
            }
            if bytes.last == 0x61 || bytes.last == 0x65 {
                bytes.append(0x76)
                return true
            }
        default: break
        }
        bytes.append(contentsOf: Self.greekSounds[Int(base - 0x03B1)])
        return true
    }

    private func hebrew(_ scalar: UInt32, _ bytes: inout [UInt8]) -> Bool {
        guard (0x05D0...0x05EA).contains(scalar) else {
            switch scalar {
            case 0x05F0: bytes.append(0x76)
            case 0x05F1, 0x05F2: bytes.append(contentsOf: scalar == 0x05F1 ? [0x6F, 0x69] : [0x65, 0x69])
            case 0x05F3:
                // The geresh makes the letter before it a foreign sound.
                switch (before, bytes.last) {
                case (0x05D2, 0x67): bytes[bytes.count - 1] = 0x6A
                case (0x05E6, 0x73) where bytes.count >= 2, (0x05E5, 0x73) where bytes.count >= 2:
                    bytes.removeLast(2)
                    bytes.append(contentsOf: [0x63, 0x68])
                case (0x05D6, 0x7A): bytes.append(0x68)
                default: break
                }
            default: return false
            }
            return true
        }
        if scalar == 0x05D5 {
            // Vav: a consonant at the beginning, doubled and behind a vowel; else a vowel.
            if before == 0x05D5, bytes.last == 0x6F {
                bytes[bytes.count - 1] = 0x76
            } else {
                bytes.append(isAtStart(bytes) ? 0x76 : 0x6F)
            }
            return true
        }
        if scalar == 0x05D9 {
            if before == 0x05D9, bytes.last == 0x69 { bytes[bytes.count - 1] = 0x65 }
            bytes.append(isAtStart(bytes) ? 0x79 : 0x69)
            return true
        }
        bytes.append(contentsOf: Self.hebrewSounds[Int(scalar - 0x05D0)])
        return true
    }

    private func arabic(_ scalar: UInt32, _ bytes: inout [UInt8]) -> Bool {
        let behindVowel = bytes.last.map(Self.isVowel) ?? true
        switch scalar {
        case 0x0648, 0x06CB:
            // Waw and ya are vowels between consonants; an alef before them at the beginning is mute.
            if before == 0x0623 || before == 0x0625 || before == 0x0627, bytes.last == 0x61,
                bytes.count < 2 || bytes[bytes.count - 2] == 0x20
            {
                bytes[bytes.count - 1] = 0x6F
            } else {
                bytes.append(isAtStart(bytes) || behindVowel ? 0x77 : 0x75)
            }
        case 0x064A, 0x06CC:
            if before == 0x0623 || before == 0x0625 || before == 0x0627, bytes.last == 0x61,
                bytes.count < 2 || bytes[bytes.count - 2] == 0x20
            {
                bytes[bytes.count - 1] = 0x69
            } else {
                bytes.append(isAtStart(bytes) || behindVowel ? 0x79 : 0x69)
            }
        case 0x0621, 0x0640, 0x0670: return true
        default:
            guard let sound = Self.arabicSounds[scalar] else { return false }
            bytes.append(contentsOf: sound)
        }
        return true
    }

    private func indic(_ scalar: UInt32, _ bytes: inout [UInt8]) -> Bool {
        // Nine blocks of 128 from Devanagari to Malayalam share one order of letters.
        let place = Int(scalar & 0x7F)
        switch place {
        case 0x15...0x39:
            let sound = Self.indicConsonants[place - 0x15]
            guard !sound.isEmpty else { return false }
            bytes.append(contentsOf: sound)
            bytes.append(0x61)
        case 0x3E...0x4C:
            // A vowel sign takes the place of the a in a consonant.
            if bytes.last == 0x61 { bytes.removeLast() }
            bytes.append(contentsOf: Self.indicVowels[place - 0x3E])
        case 0x4D: if bytes.last == 0x61 { bytes.removeLast() }
        case 0x05...0x14: bytes.append(contentsOf: Self.indicInitials[place - 0x05])
        case 0x01, 0x02: bytes.append(0x6E)
        case 0x03: bytes.append(0x68)
        case 0x3C, 0x3D: break
        default: return false
        }
        return true
    }

    private func khmer(_ scalar: UInt32, _ bytes: inout [UInt8]) -> Bool {
        switch scalar {
        case 0x1780...0x17A2: bytes.append(contentsOf: Self.khmerConsonants[Int(scalar - 0x1780)])
        case 0x17A3...0x17B3: bytes.append(0x6F)
        case 0x17B4...0x17C8: bytes.append(contentsOf: Self.khmerVowels[Int(scalar - 0x17B4)])
        case 0x17C9...0x17D3: break
        default: return false
        }
        return true
    }

    private func isAtStart(_ bytes: [UInt8]) -> Bool { bytes.isEmpty || bytes.last == 0x20 }

    static func isVowel(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61, 0x65, 0x69, 0x6F, 0x75: true
        default: false
        }
    }

    private static func put(
        _ table: [[UInt8]],
        _ scalar: UInt32,
        _ start: UInt32,
        lower: ClosedRange<UInt32>? = nil,
        by step: UInt32 = 0,
        _ bytes: inout [UInt8]
    ) -> Bool {
        let code = lower?.contains(scalar) ?? false ? scalar + step : scalar
        guard code >= start, Int(code - start) < table.count else { return false }
        bytes.append(contentsOf: table[Int(code - start)])
        return true
    }
}
