/// How Chinese characters are read in Mandarin, one reading a character, for writing names in Latin letters.
enum HanReading {
    private static let first: UInt32 = 0x4E00
    private static let last: UInt32 = 0x9FFF

    /// The syllables of ``table``, in its order.
    static let syllables: [[UInt8]] = entries.map { $0.0 }

    /// By code point from U+4E00: the number of the syllable plus one, or 0 where there is none.
    private static let numbers: [UInt16] = {
        var numbers = [UInt16](repeating: 0, count: Int(last - first) + 1)
        for (number, entry) in entries.enumerated() {
            for scalar in entry.1.unicodeScalars where (first...last).contains(scalar.value) {
                numbers[Int(scalar.value - first)] = UInt16(number + 1)
            }
        }
        return numbers
    }()

    private static var entries: [([UInt8], Substring)] {
        table.split { $0 == ";" || $0 == "\n" }.compactMap { entry in
            let halves = entry.split(separator: " ", maxSplits: 1)
            return halves.count == 2 ? (Array(halves[0].utf8), halves[1]) : nil
        }
    }

    /// Whether a scalar is a Chinese character of the main block.
    static func isHan(_ scalar: UInt32) -> Bool { (first...last).contains(scalar) }

    /// The syllable of a character, or `nil` for one that is not in the table.
    static func syllable(_ scalar: UInt32) -> [UInt8]? {
        guard isHan(scalar) else { return nil }
        let number = numbers[Int(scalar - first)]
        return number == 0 ? nil : syllables[Int(number) - 1]
    }

    /// Family names of one character that stand first in a native name of two or three.
    static let surnames: Set<UInt32> = Set(
        """
        王李張张劉刘陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何高林羅罗鄭郑梁謝谢宋唐許许韓韩馮冯鄧邓曹彭曾蕭萧肖田董袁潘於于蔣\
        蒋蔡余杜葉叶程蘇苏魏呂吕丁任沈姚盧卢姜崔鍾钟譚谭陸陆汪范范金石廖賈贾夏韋韦付方白鄒邹孟熊秦邱江尹薛閻阎段雷侯龍龙史\
        陶黎賀贺顧顾毛郝龔龚邵萬万錢钱嚴严覃武戴莫孔向湯汤習习温溫莊庄牛康葛章施洪戚柯倪連连伍關关甄岳齊齐翁聶聂喻柳梅
        """.unicodeScalars.map(\.value)
    )

    /// Family names of two characters, as the two code points.
    static let doubleSurnames: Set<[UInt32]> = Set(
        ["歐陽", "欧阳", "司馬", "司马", "諸葛", "诸葛", "上官", "皇甫", "尉遲", "尉迟", "司徒", "東方", "东方", "慕容", "令狐"]
            .map { $0.unicodeScalars.map(\.value) }
    )
}
