"""Sentences the pages are made of, in English and Portuguese."""

ENGLISH = """
The city council approved the new tram line on Tuesday evening after a debate of four hours.
Residents had asked for quieter streets, and the plan gives them two squares without cars.
Work begins in March and should take eighteen months, said the engineer in charge.
Critics point out that the budget has already grown twice since the first sketch.
A study of similar towns shows that shops earn more once people can walk to them.
The first trains will run every seven minutes during the day and every fifteen at night.
Nobody knows yet what will happen to the old depot behind the river.
Volunteers planted more than three hundred trees along the route last autumn.
The committee meets again next week to choose the colour of the carriages.
Before you begin, make sure that the database accepts connections from your machine.
The command reads its settings from the environment and prints what it would change.
When a value is missing, the default of the previous release is used and a warning is written.
You can repeat the step as often as you like; nothing is done twice.
If the server does not answer within ten seconds, the client gives up and tells why.
Large files are sent in pieces, so that an interrupted upload continues where it ended.
The cache holds a copy for one minute and serves it while the origin is away.
Every request carries an identifier that you will find again in the logs.
Older versions wrote dates in local time; since the third one they are always in UTC.
The bag is made of waxed cotton and closes with a single brass buckle.
It holds a laptop of fifteen inches, a bottle and everything you need for two days.
We tested the seams with thirty kilograms for a week and found no loose thread.
The leather grows darker with the years and needs nothing but a soft cloth.
Customers praise the wide strap, which does not cut into the shoulder on long walks.
I had the same problem after the update and it took me a whole evening to find out.
In my case the cable was the culprit, although it looked perfectly fine.
Try another port first, then another computer, and only then open the case.
That fixed it for me as well, thank you so much for the detailed answer.
Has anybody tried this with the older model, the one with the round display?
The numbers for the second quarter include the regions that reported late.
Rainfall was lower than in any year since the station was opened.
The function walks over the list once and remembers the largest value it has seen.
Sorting the input first would be simpler, but it takes longer for millions of rows.
Notice how the context manager closes the file even when an error is raised.
Tests for the edge cases are in the next section, including the empty list.
""".strip().split("\n")

PORTUGUESE = """
A câmara aprovou na noite de terça a nova linha de bonde depois de quatro horas de debate.
Os moradores pediam ruas mais calmas, e o plano lhes dá duas praças sem carros.
As obras começam em março e devem durar dezoito meses, disse a engenheira responsável.
Críticos lembram que o orçamento já cresceu duas vezes desde o primeiro esboço.
Um estudo de cidades parecidas mostra que as lojas vendem mais quando se chega a pé.
Os primeiros trens passarão a cada sete minutos de dia e a cada quinze à noite.
Ninguém sabe ainda o que será do velho galpão atrás do rio.
Voluntários plantaram mais de trezentas árvores ao longo do trajeto no outono passado.
A comissão volta a se reunir na próxima semana para escolher a cor dos vagões.
Antes de começar, confira se o banco de dados aceita conexões da sua máquina.
O comando lê a configuração do ambiente e mostra o que mudaria.
Quando falta um valor, vale o padrão da versão anterior e um aviso é escrito.
Você pode repetir o passo quantas vezes quiser; nada é feito duas vezes.
Se o servidor não responder em dez segundos, o cliente desiste e diz por quê.
Arquivos grandes são enviados em partes, e um envio interrompido continua de onde parou.
O cache guarda uma cópia por um minuto e a entrega enquanto a origem está fora.
Cada requisição leva um identificador que você encontra depois nos registros.
Versões antigas escreviam datas no horário local; desde a terceira elas estão em UTC.
A bolsa é de algodão encerado e fecha com uma única fivela de latão.
Cabem nela um computador de quinze polegadas, uma garrafa e o necessário para dois dias.
Testamos as costuras com trinta quilos durante uma semana e nenhum fio se soltou.
O couro escurece com os anos e só precisa de um pano macio.
Quem comprou elogia a alça larga, que não machuca o ombro em caminhadas longas.
Tive o mesmo problema depois da atualização e levei uma noite inteira para descobrir.
No meu caso a culpa era do cabo, embora ele parecesse perfeito.
Tente primeiro outra porta, depois outro computador, e só então abra o gabinete.
Comigo também funcionou, muito obrigada pela resposta tão detalhada.
Alguém já tentou isso com o modelo mais antigo, aquele de tela redonda?
Os números do segundo trimestre incluem as regiões que entregaram tarde.
Choveu menos do que em qualquer ano desde que a estação foi aberta.
A função percorre a lista uma vez e guarda o maior valor que viu.
Ordenar a entrada antes seria mais simples, mas demora mais com milhões de linhas.
Repare que o gerenciador de contexto fecha o arquivo mesmo quando há um erro.
Os testes dos casos extremos estão na próxima seção, inclusive o da lista vazia.
""".strip().split("\n")

NAMES = ("marina", "otto", "dj_lima", "Ruth K.", "pedro42", "Inês")
TOPICS = {
    "en": ("news", "sport", "culture", "about us", "contact", "privacy policy", "subscribe now", "sign in", "cart (0)"),
    "pt": (
        "notícias",
        "esporte",
        "cultura",
        "quem somos",
        "contato",
        "privacidade",
        "assine agora",
        "entrar",
        "carrinho (0)",
    ),
}
