/// Common names of scripts that leave the short vowels out, by their usual English spelling.
///
/// Letter by letter محمد is `mhmd`, which is far from `mohammed` for a comparison of letters; the commonest names are
/// therefore written as people write them in English. Others keep what is written.
enum VowelledNames {
    /// The folded words with those that are in the table put in its spelling, when the text has Arabic or Hebrew letters.
    static func spelled(_ words: [String], of text: String) -> [String] {
        let isUnvowelled = text.unicodeScalars.contains {
            (0x0590...0x06FF).contains($0.value) || (0xFB1D...0xFEFC).contains($0.value)
        }
        return isUnvowelled ? words.map { table[$0] ?? $0 } : words
    }

    private static let table: [String: String] = {
        var table: [String: String] = [:]
        for line in pairs.split(separator: "\n") {
            let halves = line.split(separator: " ")
            if halves.count == 2 { table[TextFold.folded(String(halves[0]))] = String(halves[1]) }
        }
        return table
    }()

    /// One name a line: as it is written, and its commonest spelling in English.
    private static let pairs = """
        محمد mohammed
        أحمد ahmed
        احمد ahmed
        محمود mahmoud
        مصطفى mustafa
        علي ali
        حسن hassan
        حسين hussein
        عمر omar
        عثمان osman
        خالد khalid
        يوسف yusuf
        إبراهيم ibrahim
        ابراهيم ibrahim
        إسماعيل ismail
        عبدالله abdullah
        عبدالرحمن abdulrahman
        عبدالعزيز abdulaziz
        كريم karim
        رحيم rahim
        سعيد said
        سالم salim
        صالح saleh
        طارق tariq
        جمال jamal
        كمال kamal
        فيصل faisal
        بلال bilal
        حمزة hamza
        يحيى yahya
        زيد zaid
        رشيد rashid
        ناصر nasser
        مالك malik
        قاسم qasim
        عباس abbas
        جعفر jafar
        رضا reza
        مهدي mahdi
        فاطمة fatima
        فاطمه fatima
        عائشة aisha
        خديجة khadija
        مريم maryam
        زينب zainab
        سارة sarah
        ليلى layla
        نور noor
        أمينة amina
        حليمة halima
        سلمى salma
        رقية ruqayya
        דוד david
        משה moshe
        אברהם abraham
        יצחק isaac
        יעקב jacob
        יוסף yosef
        שרה sarah
        רבקה rebecca
        רחל rachel
        לאה leah
        מרים miriam
        אסתר esther
        חנה hannah
        רות ruth
        דניאל daniel
        מיכאל michael
        שמואל samuel
        אליהו elijah
        בנימין benjamin
        שלמה shlomo
        אהרון aaron
        נתן nathan
        כהן cohen
        לוי levi
        פרידמן friedman
        גולדברג goldberg
        שפירא shapira
        כץ katz
        """
}
