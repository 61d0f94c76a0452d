extension NicknameTable {
    /// One group a line, folded, the full form first.
    static let text = """
        abigail abi abbie abby gail
        abraham abe ibrahim
        agnes aggie nessie
        alan al allan allen alun
        albert al bert bertie
        alexander alex al alec alexi sandy sasha xander lex alistair
        alexandra alex alexa sandra sandy lexi lexie sasha
        alfred alf alfie fred freddie
        alice ali allie alicia
        alison ali allison
        amanda mandy manda
        amelia amy millie milly mia
        andrea andie andi
        andrew andy drew andre andrzej
        angela angie ange
        ann anne anna annie nan nancy ana hannah
        annabel bella annie belle
        anthony tony ant antony anton
        antonia toni tonia
        archibald archie
        barbara babs barb barbie
        barnaby barney
        barry baz bazza
        bartholomew bart
        beatrice bea trixie beatrix
        benjamin ben benny benji benjy
        bernard bernie
        bernadette bernie
        beverley bev beverly
        bradley brad
        brendan bren
        brian bryan bri
        bridget bridie biddy
        bronwen bron
        caitlin kate katie cat kaitlin katelyn
        cameron cam
        caroline carol carrie caz lina carolyn
        catherine cath cathy cat kate katie kathy katherine kathryn kit kitty kath kat katharine kathleen katarzyna kasia
        cecilia cissie cecily celia
        charles charlie chuck chas chaz charley karol
        charlotte charlie lottie lotte char
        cheryl chez sheryl
        christina chris chrissie tina kristina christine christina krystyna
        christopher chris kit topher kris krzysztof
        clara clare claire
        clifford cliff
        colin col
        constance connie
        cornelius con neil
        cynthia cindy
        daniel dan danny
        danielle dani danni daniella
        darren daz dazza darryl
        david dave davey davie dai dawid
        dean deano
        deborah deb debbie debs debra
        denis dennis den denny
        denise den
        derek del derrick
        desmond des
        diana di diane dianne
        dominic dom dominik nick
        donald don donnie
        dorothy dot dottie dolly dora
        douglas doug dougie
        duncan dunc
        edith edie
        edmund ed eddie ned ted
        edward ed eddie ted teddy ned eduard
        edwin ed eddie
        eileen aileen
        elaine laine helaine
        eleanor ellie nell nora elle elinor eleanora leanora
        elizabeth liz lizzie beth betty eliza lisa elsie libby betsy bess bessie elisabeth lizzy elspeth ella
        ellen nell nellie ellie helen
        emily em emmy millie emilia
        emma em emmie
        eric rick
        ernest ernie
        esther essie hester
        eugene gene
        evelyn eve evie
        ezekiel zeke
        faith fay
        felicity fliss flick
        fiona fi
        florence flo flossie florrie
        frances fran franny francesca fanny frankie
        francis frank frankie fran
        franklin frank
        frederick fred freddie freddy fredrick frederic
        gabriel gabe gabby
        gabrielle gabby gabi gabriella
        gareth gaz gary garth
        gary gaz garry gazza
        gavin gav
        geoffrey geoff jeff jeffrey jeffery
        georgina georgie gina georgia
        gerald gerry jerry ged
        geraldine gerry geri
        gerard gerry ged jerry
        gillian gill jill jillian gilly
        gloria glo
        gordon gord gordie
        graham graeme grahame gray
        gregory greg gregor grzegorz
        gwendolyn gwen
        hannah han
        harold harry hal
        harriet harry hattie
        helen nell nellie lena helena
        henry harry hal hank harri
        herbert herb bert bertie
        hilary hil
        horace horry
        howard howie
        hubert bert hugh
        hugh huw hughie hugo
        humphrey humph
        ian iain
        imogen immy
        isaac ike zac
        isabel izzy bella isabella isobel belle isabelle isla
        jacob jake jakub coby jay
        jacqueline jackie jacqui jacquie
        james jim jimmy jamie jem
        jane janey jayne janie
        janet jan
        janice jan
        jasmine jas jaz yasmin
        jason jay jase
        jean jeanie jeanne
        jennifer jen jenny jenni jenna
        jeremy jez jerry jem
        jerome jerry
        jessica jess jessie
        joan joanie
        joanna jo joanne joanna
        john jon johnny jack jonny johnnie jonathan ian sean ivan jan juan giovanni
        jonathan jon johnny jonny nathan jonathon
        jordan jord jordy
        joseph joe joey jo jozef jose giuseppe yusuf
        josephine jo josie
        joshua josh
        judith judy jude
        julia julie jules
        julian jules jools
        juliet jules julie juliette
        karen kaz
        kathleen kath kathy kate katie
        kenneth ken kenny
        kevin kev
        kimberley kim kimberly kimmy
        kirsty kirsten kirstie
        laura laurie lori
        lauren loz laurie
        lawrence larry laurie laurence loz
        leonard len leo lenny
        leroy lee roy
        leslie les lesley
        lewis lew louis
        lillian lil lily lilian lilly
        linda lin lindy lynda lyn
        lindsay linz lindsey lynsey
        louis lou louie luis
        louise lou louisa
        lucy lucille luce lucinda lucia
        luke lukasz lucas
        lydia liddy
        madeleine maddie maddy madeline madison
        magdalena magda lena
        malcolm mal
        marcus marc mark
        margaret maggie meg peggy madge marge mags greta rita daisy margot margie malgorzata
        maria mary marie mia
        marian marion mariam
        marilyn mary lyn
        mark marc marek
        martha marty mattie
        martin marty martyn marcin
        martina tina
        mary molly polly may mae maria marie mamie
        matilda tilly tilda mattie
        matthew matt matty mat mateusz mathew
        maureen mo
        maurice mo morris
        maxwell max
        maximilian max
        maxine max
        megan meg meggie meghan
        melanie mel
        melissa mel missy lissa
        michael mike mick micky mikey mitch michal mickey miguel
        michelle shell shelly chelle
        mildred millie
        miranda mandy randy
        miriam mim mimi mary
        mohammed mohamed muhammad mohammad mo mohd muhammed mohamad md mahomed muhamed
        monica mon moni
        morgan mo
        natalie nat natalia
        natasha tasha nat tash
        nathan nate nat
        nathaniel nat nate nathan
        neil neal niall nigel
        nicholas nick nicky nico nicolas mikolaj klaus
        nicola nicky nikki nic nicole
        norma norm
        norman norm
        oliver ollie oli olly
        olivia liv livvy olive
        oscar ozzie
        oswald oz ozzie
        owen owain
        pamela pam
        patricia pat patsy tricia trish patty paddy
        patrick pat paddy patryk padraig
        paul pauly pawel
        paula pauline polly
        penelope penny pen
        peter pete piotr petey
        philip phil pip phillip
        philippa pippa pip
        phyllis phyl
        priscilla cilla
        rachel rach rachael rae
        ralph rafe
        raymond ray
        rebecca becky bex becca beck rebekah
        reginald reg reggie
        rhiannon rhi
        richard rick dick richie ricky rich rik ryszard
        robert rob bob bobby robbie bobbie robin bert
        roberta bobbie
        robin rob robyn
        rodney rod roddy
        roland roly
        ronald ron ronnie
        rosemary rose rosie romy
        rose rosie rosa
        roxanne roxy
        russell russ rusty
        ruth ruthie
        sabrina bri
        sally sal sarah
        samantha sam sammy
        samuel sam sammy
        sandra sandy
        sarah sally sara sadie
        sean shaun shawn
        sebastian seb bastian
        sharon shaz shazza
        sheila shelagh
        sidney sid sydney
        simon si szymon
        sophia sophie sofia sofie
        stanley stan
        stephanie steph stevie stefanie
        stephen steve steven stevie stefan ste
        stuart stu stewart
        susan sue suzie susie suzanne susanna suze
        sylvester sly
        sylvia syl
        tabitha tabby
        tamara tammy tamsin
        terence terry tel terrence
        teresa terri tess tessa theresa terry tracy
        theodore theo ted teddy
        thomas tom tommy tomasz thom
        timothy tim timmy
        toby tobias
        trevor trev
        valerie val
        vanessa nessa
        veronica ronnie vera
        victor vic
        victoria vicky vicki tori vikki vix
        vincent vince vinny
        violet vi
        virginia ginny ginger
        vivian viv vivienne
        walter wally walt
        warren waz
        wilfred wilf fred
        william bill billy will willie willy liam wil
        winifred win winnie fred
        yvonne vonnie
        zachary zac zach zak
        """
}
