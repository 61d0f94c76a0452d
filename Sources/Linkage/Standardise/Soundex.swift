/// American Soundex: a letter and three digits for names that sound alike.
///
/// Used only to find candidates, never to decide. `h` and `w` do not separate two letters of one sound; vowels do.
/// Source: US National Archives, "The Soundex Indexing System".
package enum Soundex {
    /// Returns the code of folded bytes as one number, or 0 when no Latin letter is in them.
    static func code(_ name: Span<UInt8>) -> UInt32 {
        var letters: UInt32 = 0
        var count = 0
        var last: UInt8 = 0
        for index in name.indices {
            let byte = name[index]
            guard (0x61...0x7A).contains(byte) else { continue }
            let sound = sounds[Int(byte - 0x61)]
            if count == 0 {
                letters = UInt32(byte - 0x20)
                count = 1
                last = sound
                continue
            }
            // 7 marks h and w, which leave the sound before them standing.
            if sound == 7 { continue }
            if sound != 0, sound != last {
                letters = letters << 8 | UInt32(sound + 0x30)
                count += 1
                if count == 4 { return letters }
            }
            last = sound
        }
        guard count > 0 else { return 0 }
        while count < 4 {
            letters = letters << 8 | 0x30
            count += 1
        }
        return letters
    }

    /// Returns the code in its usual form, `W252`, or an empty text.
    package static func code(of name: String) -> String {
        var bytes: [UInt8] = []
        TextFold.fold(name, into: &bytes)
        let packed = code(bytes.span)
        guard packed != 0 else { return "" }
        return String(decoding: (0..<4).map { UInt8(truncatingIfNeeded: packed >> (24 - 8 * $0)) }, as: UTF8.self)
    }

    //                                        a  b  c  d  e  f  g  h  i  j  k  l  m
    private static let sounds: [UInt8] = [
        0, 1, 2, 3, 0, 1, 2, 7, 0, 2, 2, 4, 5,
        // n  o  p  q  r  s  t  u  v  w  x  y  z
        5, 0, 1, 2, 6, 2, 3, 0, 1, 7, 2, 0, 2,
    ]
}
